package io.tokengrid.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.Future;

/// Answers a call with one JSON object, at the pace and with the content length of its script.
final class JsonExchange implements Exchange {
    private static final int SLOW_PIECES = 16;
    private static final int WRONG_BY = 100;

    private final Connection connection;
    private final Request request;
    private final Answer answer;
    private final OpenCall call;
    private ByteBuf left = Unpooled.EMPTY_BUFFER;
    private boolean keepAlive;
    private boolean gone;

    JsonExchange(Connection connection, Request request, Answer answer, OpenCall call) {
        this.connection = connection;
        this.request = request;
        this.answer = answer;
        this.call = call;
    }

    @Override
    public void start() {
        byte[] body = ChatAnswer.json(answer);
        Script script = answer.script();
        boolean over = script.is(Control.CONTENT_LENGTH, "over");
        boolean under = script.is(Control.CONTENT_LENGTH, "under");
        long length = body.length + (over ? WRONG_BY : 0L) - (under ? WRONG_BY : 0L);
        keepAlive = request.keepAlive() && !over && !under;
        String headers = "x-request-id: " + answer.name().id() + "\r\n";
        byte[] head = Reply.head(200, headers, length, request.keepAlive());
        long slow = script.whole(Control.SLOW_BODY_MS, 0);
        if (slow == 0) {
            write(Unpooled.wrappedBuffer(head, body), true, !over);
            return;
        }
        left = Unpooled.wrappedBuffer(body);
        write(Unpooled.wrappedBuffer(head), false, false);
        next(Math.ceilDiv(body.length, SLOW_PIECES), slow * 1_000_000 / SLOW_PIECES, !over);
    }

    private void next(int piece, long nanos, boolean whole) {
        connection.after(
                nanos,
                () -> {
                    if (gone) {
                        return;
                    }
                    boolean last = left.readableBytes() <= piece;
                    write(
                            left.readRetainedSlice(Math.min(piece, left.readableBytes())),
                            last,
                            whole);
                    if (!last) {
                        next(piece, nanos, whole);
                    }
                });
    }

    private void write(ByteBuf bytes, boolean last, boolean whole) {
        var future = connection.write(bytes);
        if (last) {
            future.addListener(written -> written(written, whole));
        }
    }

    private void written(Future<?> written, boolean whole) {
        if (gone) {
            return;
        }
        if (written.isSuccess() && whole) {
            call.completed(answer.usage());
        } else {
            call.cut(answer.usage());
        }
        gone = true;
        connection.done(keepAlive);
    }

    @Override
    public void closed() {
        gone = true;
        call.cut(answer.usage());
    }
}
