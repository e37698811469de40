package io.tokengrid.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects a request's body up to a limit.
final class BodyReader {
    private final int limit;
    private final Consumer<ApiError> refuse;
    private @Nullable Buffer body;
    private boolean refused;

    private BodyReader(int limit, Consumer<ApiError> refuse) {
        this.limit = limit;
        this.refuse = refuse;
    }

    /// Calls exactly one of `then` and `refuse`, or none if the client is gone first.
    static void read(
            HttpServerRequest request,
            int limit,
            Consumer<byte[]> then,
            Consumer<ApiError> refuse) {
        var reader = new BodyReader(limit, refuse);
        String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (announced != null && (announced.length() > 9 || Long.parseLong(announced) > limit)) {
            reader.tooLarge();
        }
        request.handler(reader::add);
        request.endHandler(_ -> {
            if (!reader.refused) {
                then.accept(reader.body == null ? new byte[0] : reader.body.getBytes());
            }
        });
    }

    /// Reads a body away, so that the connection can serve another request.
    static void discard(HttpServerRequest request, int limit) {
        read(request, limit, _ -> {}, _ -> request.connection().close());
    }

    private void add(Buffer chunk) {
        if (refused) {
            return;
        }
        if ((body == null ? 0 : body.length()) + chunk.length() > limit) {
            tooLarge();
        } else if (body == null) {
            body = chunk;
        } else {
            body = body.appendBuffer(chunk);
        }
    }

    private void tooLarge() {
        refused = true;
        body = null;
        refuse.accept(ApiError.bodyTooLarge(limit));
    }
}
