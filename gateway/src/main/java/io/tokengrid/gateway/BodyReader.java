package io.tokengrid.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Collects a request's body up to a limit. What a refused client still sends is dropped, up to
/// four times the limit, so that it reads the refusal; then the connection is closed.
final class BodyReader {
    private static final long MOST_DROPPED = 4;

    private final HttpServerRequest request;
    private final int limit;
    private final IntPredicate room;
    private final Consumer<ApiError> refuse;
    private @Nullable Buffer body;
    private boolean refused;
    private long dropped;

    private BodyReader(
            HttpServerRequest request, int limit, IntPredicate room, Consumer<ApiError> refuse) {
        this.request = request;
        this.limit = limit;
        this.room = room;
        this.refuse = refuse;
    }

    /// Calls exactly one of `then` and `refuse`, or none if the client is gone first.
    ///
    /// @param room whether there is memory for so many bytes more
    static void read(
            HttpServerRequest request,
            int limit,
            IntPredicate room,
            Consumer<byte[]> then,
            Consumer<ApiError> refuse) {
        var reader = new BodyReader(request, limit, room, refuse);
        request.handler(reader::add);
        request.endHandler(_ -> {
            if (!reader.refused) {
                then.accept(reader.body == null ? new byte[0] : reader.body.getBytes());
            }
        });
        if (announcesMoreThan(limit, request)) {
            reader.tooLarge();
        } else if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            request.response().writeContinue();
        }
    }

    /// Drops the body of a request that is refused whatever it says.
    static void discard(HttpServerRequest request, int limit) {
        var reader = new BodyReader(request, limit, _ -> true, _ -> {});
        reader.refused = true;
        request.handler(reader::add);
    }

    private static boolean announcesMoreThan(int limit, HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length != null && Long.parseLong(length) > limit;
        } catch (NumberFormatException _) {
            return true;
        }
    }

    private void add(Buffer chunk) {
        if (refused) {
            dropped += chunk.length();
            if (dropped > MOST_DROPPED * limit) {
                request.connection().close();
            }
        } else if ((body == null ? 0 : body.length()) + chunk.length() > limit) {
            tooLarge();
        } else if (!room.test(chunk.length())) {
            refuse(Refusals.overloaded());
        } else {
            body = body == null ? chunk : body.appendBuffer(chunk);
        }
    }

    private void tooLarge() {
        refuse(Refusals.bodyTooLarge(limit));
    }

    private void refuse(ApiError error) {
        refused = true;
        body = null;
        refuse.accept(error);
    }
}
