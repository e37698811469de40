package io.tokengrid.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An exchange on a connection. What it sends at a time is one buffer: head, framing and body.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel
final class ClientExchange implements Exchange {
    private static final byte[] CONTINUE = ascii("HTTP/1.1 100 Continue\r\n\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] CLOSE = ascii("connection: close\r\n");
    private static final byte[] KEEP = ascii("connection: keep-alive\r\n");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] LAST_CHUNK = ascii("0\r\n\r\n");

    /// More than all of these lines together.
    private static final int FRAMING = 128;

    private static final HttpRequest NO_REQUEST =
            new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

    private final ClientConnection connection;
    private final Channel channel;
    private final HttpRequest request;
    private final String path;
    private final @Nullable String query;

    // The request's body.
    private @Nullable Body body;
    private boolean received;
    private boolean paused;
    private boolean awaitsContinue;

    // The answer.
    private @Nullable AnswerHead unsent;
    private @Nullable Runnable whenGone;
    private @Nullable Runnable whenDrained;
    private boolean begun;
    private boolean ended;
    private boolean gone;

    ClientExchange(ClientConnection connection, HttpRequest request) {
        this.connection = connection;
        this.channel = connection.channel();
        this.request = request;
        String target = request.uri();
        int from = target.startsWith("/") ? 0 : pathOf(target);
        int mark = target.indexOf('?', from);
        path = mark < 0 ? target.substring(from) : target.substring(from, mark);
        query = mark < 0 ? null : target.substring(mark + 1);
        awaitsContinue = HttpUtil.is100ContinueExpected(request);
    }

    /// One whose bytes were no request, so that there is only an answer.
    static ClientExchange withoutRequest(ClientConnection connection) {
        var exchange = new ClientExchange(connection, NO_REQUEST);
        exchange.received = true;
        return exchange;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Where the path begins in a target that is a whole address.
    private static int pathOf(String target) {
        int authority = target.indexOf("://");
        int at = authority < 0 ? -1 : target.indexOf('/', authority + 3);
        return authority < 0 ? 0 : at < 0 ? target.length() : at;
    }

    // The request

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public @Nullable String header(String name) {
        return request.headers().get(name);
    }

    @Override
    public void eachHeader(BiConsumer<String, String> to) {
        request.headers()
                .forEach(field ->
                        to.accept(field.getKey().toLowerCase(Locale.ROOT), field.getValue()));
    }

    @Override
    public long announced() {
        String length = request.headers().get(HttpHeaderNames.CONTENT_LENGTH);
        // The decoder has made sure that it is a number.
        return length == null ? -1 : Long.parseLong(length);
    }

    @Override
    public void receive(Body by) {
        body = by;
        if (awaitsContinue && !received) {
            awaitsContinue = false;
            channel.writeAndFlush(Unpooled.wrappedBuffer(CONTINUE), channel.voidPromise());
        }
    }

    @Override
    public void drop() {
        body = null;
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        if (!gone) {
            connection.proceed();
        }
    }

    boolean paused() {
        return paused;
    }

    boolean awaitsContinue() {
        return awaitsContinue;
    }

    /// Whether all of the request has come.
    boolean received() {
        return received;
    }

    /// Takes a piece of the body; false if nobody wants it.
    boolean take(ByteBuf piece) {
        Body by = body;
        if (by != null) {
            by.arrived(ByteBufUtil.getBytes(piece));
        }
        return by != null;
    }

    /// Takes the end of the request; whether the answer had ended by then.
    boolean receivedAll() {
        received = true;
        boolean over = ended;
        if (body != null) {
            body.ended();
        }
        return over;
    }

    void tooSlow() {
        if (body != null) {
            body.tooSlow();
        }
    }

    // The answer

    @Override
    public boolean gone() {
        return gone;
    }

    @Override
    public void whenGone(Runnable action) {
        whenGone = action;
        if (gone) {
            action.run();
        }
    }

    @Override
    public boolean begun() {
        return begun;
    }

    boolean ended() {
        return ended;
    }

    @Override
    public void answer(AnswerHead head, Bytes all, Sent then) {
        if (gone || begun) {
            then.sent(false);
            return;
        }
        begun = true;
        boolean noBody = head.status() == 204 || head.status() == 304;
        boolean noBytes = noBody || isHead();
        ByteBuf out = begin(head, noBytes ? 0 : all.length());
        if (!noBody) {
            out.writeBytes(LENGTH);
            out.writeCharSequence(Integer.toString(all.length()), StandardCharsets.US_ASCII);
            out.writeBytes(LINE_END);
        }
        endHead(out);
        if (!noBytes) {
            out.writeBytes(all.array(), 0, all.length());
        }
        finish(out, then);
    }

    @Override
    public void begin(AnswerHead head) {
        if (!gone && !begun) {
            begun = true;
            unsent = head;
        }
    }

    @Override
    public void write(Bytes bytes) {
        if (!gone && !ended && !bytes.isEmpty()) {
            channel.writeAndFlush(piece(bytes), channel.voidPromise());
        }
    }

    @Override
    public void end(Bytes rest, Sent then) {
        if (gone || ended) {
            then.sent(false);
            return;
        }
        ByteBuf out = piece(rest);
        if (isChunked()) {
            out.writeBytes(LAST_CHUNK);
        }
        finish(out, then);
    }

    @Override
    public void abort() {
        if (!gone) {
            gone = true;
            channel.close();
        }
    }

    @Override
    public boolean full() {
        return !gone && !channel.isWritable();
    }

    @Override
    public void whenDrained(Runnable action) {
        whenDrained = action;
    }

    void drained() {
        if (whenDrained != null) {
            whenDrained.run();
        }
    }

    /// The client is gone.
    void leave() {
        boolean heard = gone || ended;
        gone = true;
        if (!heard && whenGone != null) {
            whenGone.run();
        }
    }

    /// A buffer with a head in it, and room for its framing and so many bytes of a body.
    private ByteBuf begin(AnswerHead head, int room) {
        Bytes lines = head.bytes();
        return channel.alloc()
                .directBuffer(lines.length() + FRAMING + room)
                .writeBytes(lines.array(), 0, lines.length());
    }

    private void endHead(ByteBuf out) {
        if (connection.closesAfter(this)) {
            out.writeBytes(CLOSE);
        } else if (!isNewest()) {
            out.writeBytes(KEEP);
        }
        out.writeBytes(LINE_END);
    }

    /// The next bytes of an answer whose length is not known, behind its head if that is unsent.
    private ByteBuf piece(Bytes bytes) {
        AnswerHead head = unsent;
        ByteBuf out;
        if (head == null) {
            out = channel.alloc().directBuffer(FRAMING + bytes.length());
        } else {
            unsent = null;
            out = begin(head, bytes.length());
            if (isNewest()) {
                out.writeBytes(CHUNKED);
            } else {
                connection.isLast();
            }
            endHead(out);
        }
        if (!bytes.isEmpty() && !isHead()) {
            if (isChunked()) {
                out.writeCharSequence(
                        Integer.toHexString(bytes.length()), StandardCharsets.US_ASCII);
                out.writeBytes(LINE_END);
                out.writeBytes(bytes.array(), 0, bytes.length());
                out.writeBytes(LINE_END);
            } else {
                out.writeBytes(bytes.array(), 0, bytes.length());
            }
        }
        return out;
    }

    private void finish(ByteBuf out, Sent then) {
        ended = true;
        ChannelFuture written = channel.writeAndFlush(out);
        if (written.isDone()) {
            then.sent(written.isSuccess());
        } else {
            written.addListener(done -> then.sent(done.isSuccess()));
        }
        connection.answered(this);
    }

    private boolean isChunked() {
        return isNewest() && !isHead();
    }

    private boolean isNewest() {
        return request.protocolVersion() == HttpVersion.HTTP_1_1;
    }

    private boolean isHead() {
        return HttpMethod.HEAD.equals(request.method());
    }
}
