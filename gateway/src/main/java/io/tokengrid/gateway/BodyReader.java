package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.gateway.http.Exchange;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Collects a request's body up to a limit.
final class BodyReader implements Exchange.Body {
    private static final byte[] NOTHING = {};

    private final Exchange exchange;
    private final int limit;
    private final IntPredicate room;
    private final Consumer<byte[]> then;
    private final Consumer<ApiError> refuse;
    private @Nullable Bytes body;

    private BodyReader(
            Exchange exchange,
            int limit,
            IntPredicate room,
            Consumer<byte[]> then,
            Consumer<ApiError> refuse) {
        this.exchange = exchange;
        this.limit = limit;
        this.room = room;
        this.then = then;
        this.refuse = refuse;
    }

    /// Calls exactly one of `then` and `refuse`, or none if the client is gone first.
    ///
    /// @param room whether there is memory for so many bytes more
    static void read(
            Exchange exchange,
            int limit,
            IntPredicate room,
            Consumer<byte[]> then,
            Consumer<ApiError> refuse) {
        if (exchange.announced() > limit) {
            refuse.accept(Refusals.bodyTooLarge(limit));
        } else {
            exchange.receive(new BodyReader(exchange, limit, room, then, refuse));
        }
    }

    @Override
    public void arrived(byte[] piece) {
        if ((body == null ? 0 : body.length()) + piece.length > limit) {
            refuse(Refusals.bodyTooLarge(limit));
        } else if (!room.test(piece.length)) {
            refuse(Refusals.overloaded());
        } else {
            body = body == null ? Bytes.of(piece) : body.append(piece);
        }
    }

    @Override
    public void ended() {
        then.accept(body == null ? NOTHING : body.toArray());
    }

    @Override
    public void tooSlow() {
        refuse(Refusals.bodyTimeout());
    }

    private void refuse(ApiError error) {
        body = null;
        exchange.drop();
        refuse.accept(error);
    }
}
