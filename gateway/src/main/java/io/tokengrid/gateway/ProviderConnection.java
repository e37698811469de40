package io.tokengrid.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.tokengrid.gateway.http.Bytes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A connection to a provider: HTTP/1.1 (RFC 9112), one exchange at a time. It stands at the end of
/// its channel, behind a decoder of responses. Confined to its event loop.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel
final class ProviderConnection extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(ProviderConnection.class.getName());

    /// A body up to this size is sent together with its head, in one buffer.
    private static final int SENT_TOGETHER = 64 << 10;

    /// What is put together at most before it is given on.
    private static final int MOST_AT_ONCE = 64 << 10;

    private static final String TIMEOUT = "timeout=";
    private static final int LONGEST_SECONDS = 3_600;

    /// Who asked: hears an answer's head, its bytes, put together of what was read at a time, and
    /// its end, or that the connection ended before that.
    interface Exchange {
        void answered(ProviderHead head);

        void arrived(Bytes chunk);

        void ended();

        /// The connection ended first.
        ///
        /// @param cause null if the provider closed it
        void broke(@Nullable Throwable cause);
    }

    private final Channel channel;
    private final ProviderConnections.Pool pool;
    private @Nullable Exchange exchange;
    private @Nullable Throwable failure;
    private @Nullable Bytes read;
    private boolean carried;
    private boolean informational;
    private long keptNanos;
    private long idleUntil;

    /// @param pool where it goes between two exchanges
    ProviderConnection(Channel channel, ProviderConnections.Pool pool) {
        this.channel = channel;
        this.pool = pool;
    }

    /// Whether it has carried an exchange before.
    boolean carried() {
        return carried;
    }

    /// Sends a request.
    ///
    /// @param head its head to the last empty line
    void send(ByteBuf head, byte[] body, Exchange by) {
        exchange = by;
        if (body.length <= SENT_TOGETHER) {
            channel.writeAndFlush(head.writeBytes(body), channel.voidPromise());
        } else {
            channel.write(head, channel.voidPromise());
            channel.writeAndFlush(Unpooled.wrappedBuffer(body), channel.voidPromise());
        }
    }

    /// An empty buffer for a head, with room for a body that is sent with it.
    ByteBuf buffer(int head, byte[] body) {
        return channel.alloc()
                .directBuffer(head + (body.length <= SENT_TOGETHER ? body.length : 0));
    }

    void pause() {
        channel.config().setAutoRead(false);
    }

    void resume() {
        channel.config().setAutoRead(true);
    }

    /// Ends the exchange, which hears nothing more, and the connection with it.
    void close() {
        exchange = null;
        channel.close();
    }

    /// Whether it can carry another exchange.
    ///
    /// @param nowNanos [System#nanoTime]
    boolean isFit(long nowNanos) {
        return channel.isActive() && idleUntil - nowNanos > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                failure = part.decoderResult().cause();
                channel.close();
                return;
            }
            if (exchange == null) {
                // It speaks without having been asked.
                channel.close();
                return;
            }
            if (message instanceof HttpResponse head) {
                begin(head, exchange);
            }
            if (message instanceof HttpContent content) {
                take(content);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpResponse head, Exchange by) {
        informational = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (!informational) {
            keptNanos = HttpUtil.isKeepAlive(head) ? keptNanos(head) : 0;
            by.answered(new ProviderHead(head));
        }
    }

    private void take(HttpContent content) {
        boolean last = content instanceof LastHttpContent;
        if (informational) {
            informational = !last;
            return;
        }
        if (content.content().isReadable()) {
            // A copy on the heap: what is kept of it must not keep the channel's memory.
            byte[] bytes = ByteBufUtil.getBytes(content.content());
            read = read == null ? Bytes.of(bytes) : read.append(bytes);
            if (read.length() > MOST_AT_ONCE) {
                giveRead();
            }
        }
        if (last) {
            giveRead();
        }
        Exchange by = exchange;
        if (last && by != null) {
            exchange = null;
            carried = true;
            if (keptNanos > 0) {
                resume();
                idleUntil = System.nanoTime() + keptNanos;
                pool.giveBack(this);
            } else {
                channel.close();
            }
            by.ended();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        giveRead();
    }

    /// Gives on what was read. It may end the exchange.
    private void giveRead() {
        Bytes bytes = read;
        read = null;
        if (bytes != null && exchange != null) {
            exchange.arrived(bytes);
        }
    }

    /// How long it may be kept: as long as the server says, or a time that most agree with.
    private static long keptNanos(HttpResponse head) {
        String said = head.headers().get("keep-alive");
        int at = said == null ? -1 : said.indexOf(TIMEOUT);
        if (said == null || at < 0) {
            return ProviderConnections.KEEP.toNanos();
        }
        int end = at + TIMEOUT.length();
        long seconds = 0;
        while (end < said.length() && Character.isDigit(said.charAt(end))) {
            seconds = Math.min(LONGEST_SECONDS, seconds * 10 + (said.charAt(end++) - '0'));
        }
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof RuntimeException && !(cause instanceof DecoderException)) {
            LOG.log(System.Logger.Level.ERROR, "what a provider's answer led to failed", cause);
        }
        failure = cause;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pool.gone(this);
        giveRead();
        Exchange by = exchange;
        if (by != null) {
            exchange = null;
            by.broke(failure);
        }
    }
}
