package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.metering.UpstreamFailure;
import org.jspecify.annotations.Nullable;

/// An answer with another status than success: its body says why, of which the first 64 KiB count.
final class ErrorAnswer implements ProviderAnswer {
    private static final int MAX_BODY = 64 << 10;

    private final String dialect;
    private final ProviderHead head;
    private final Bytes body = new Bytes();

    ErrorAnswer(String dialect, ProviderHead head) {
        this.dialect = dialect;
        this.head = head;
    }

    @Override
    public Progress take(Bytes chunk) {
        int room = MAX_BODY - body.length();
        body.append(chunk.array(), 0, Math.min(room, chunk.length()));
        return body.length() == MAX_BODY ? failed() : Progress.GOES_ON;
    }

    @Override
    public Progress end() {
        return failed();
    }

    @Override
    public Progress brokeOff() {
        return failed();
    }

    private Progress failed() {
        if (status() < 400) {
            // A redirect, which no request for tokens follows.
            return new Progress.Failed(UpstreamFailure.cutOff());
        }
        byte[] bytes = body.toArray();
        return new Progress.Failed(
                UpstreamFailure.of(dialect, status(), head::header, bytes, 0, bytes.length));
    }

    /// Whether the client is to see it as it is: it is at fault, and the provider says how.
    boolean passesOn(UpstreamFailure failure) {
        return failure.action() == UpstreamFailure.Action.RETURN
                && status() >= 400
                && status() < 500;
    }

    int status() {
        return head.status();
    }

    @Nullable String contentType() {
        return head.header("content-type");
    }

    Bytes body() {
        return body;
    }
}
