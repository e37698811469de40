package io.tokengrid.gateway.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A client's connection: one exchange at a time, the next when the answer to the last is on its
/// way and the client takes it. Confined to its event loop.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends the channel
final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final System.Logger LOG = System.getLogger(ClientConnection.class.getName());

    /// What the client is waited for.
    private enum Phase {
        /// A request.
        IDLE,
        /// The rest of its head.
        HEAD,
        /// The rest of its body.
        BODY,
        /// Nothing: an answer is being made or given.
        ANSWER,
        /// That it closes.
        FAREWELL
    }

    private final Channel channel;
    private final Clients clients;
    private final RequestDecoder decoder = new RequestDecoder(this);
    private @Nullable ClientExchange exchange;
    private Phase phase = Phase.IDLE;
    private long sinceNanos;
    private long dropped;

    /// Whether no request follows the one at hand.
    private boolean last;

    ClientConnection(Channel channel, Clients clients) {
        this.channel = channel;
        this.clients = clients;
        enter(Phase.IDLE);
        channel.pipeline().addLast(decoder).addLast(this);
    }

    Channel channel() {
        return channel;
    }

    private void enter(Phase next) {
        phase = next;
        sinceNanos = clients.nowNanos();
    }

    // What comes

    /// Whether no bytes are to be decoded now.
    boolean isBusy() {
        ClientExchange current = exchange;
        return current == null ? !channel.isWritable() : current.paused() || current.received();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof HttpRequest request) {
                begin(request);
            } else if (message instanceof Malformed why) {
                malformed(why);
            } else if (message instanceof HttpContent content && exchange != null) {
                take(content.content(), message instanceof LastHttpContent, exchange);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void begin(HttpRequest request) {
        last = !HttpUtil.isKeepAlive(request);
        dropped = 0;
        var begun = new ClientExchange(this, request);
        exchange = begun;
        enter(Phase.BODY);
        clients.handler().requested(begun);
    }

    private void take(ByteBuf bytes, boolean end, ClientExchange by) {
        if (bytes.isReadable() && !by.take(bytes)) {
            dropped(bytes.readableBytes());
        }
        if (end && by == exchange) {
            enter(Phase.ANSWER);
            if (by.receivedAll()) {
                finish();
            }
        }
    }

    /// Counts what came for nothing.
    void dropped(int bytes) {
        dropped += bytes;
        if (dropped > clients.limits().dropped()) {
            channel.close();
        }
    }

    private void malformed(Malformed why) {
        ClientExchange cut = exchange;
        if (!channel.isActive()) {
            return;
        }
        last = true;
        if (cut == null || !cut.begun()) {
            var answer = ClientExchange.withoutRequest(this);
            exchange = answer;
            enter(Phase.ANSWER);
            if (cut != null) {
                cut.leave();
            }
            clients.handler().malformed(answer, why);
        } else if (cut.ended()) {
            finish();
        } else {
            channel.close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        readOn();
    }

    /// Reads as long as what comes is decoded, so that it is noticed when the client leaves.
    private void readOn() {
        if (phase == Phase.IDLE && decoder.begun()) {
            enter(Phase.HEAD);
        }
        boolean reads = !(isBusy() && decoder.holds());
        if (channel.config().isAutoRead() != reads) {
            channel.config().setAutoRead(reads);
        }
    }

    /// Decodes what waits.
    void proceed() {
        try {
            decoder.proceed();
        } catch (Exception e) {
            channel.pipeline().fireExceptionCaught(e);
        }
        readOn();
    }

    // What goes

    /// Whether the connection closes after the answer of an exchange.
    boolean closesAfter(ClientExchange by) {
        // A client that was not told to send its body may send it or not.
        last |= by.awaitsContinue() && !by.received();
        return last;
    }

    /// After the answer at hand the connection closes.
    void isLast() {
        last = true;
    }

    /// The answer of the exchange at hand was given to the channel to its end.
    void answered(ClientExchange by) {
        if (by == exchange && (by.received() || last)) {
            finish();
        }
    }

    private void finish() {
        exchange = null;
        if (last) {
            sayFarewell();
        } else {
            enter(Phase.IDLE);
            proceed();
        }
    }

    /// Closes this side once all is sent, and waits for the other: a connection that is closed
    /// while bytes are on their way may lose the answer (RFC 9112 section 9.6).
    private void sayFarewell() {
        decoder.stop();
        enter(Phase.FAREWELL);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                .addListener(sent -> {
                    enter(Phase.FAREWELL);
                    if (sent.isSuccess() && channel instanceof DuplexChannel twoWays) {
                        twoWays.shutdownOutput();
                    } else {
                        channel.close();
                    }
                });
        proceed();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (channel.isWritable()) {
            if (exchange != null) {
                exchange.drained();
            }
            proceed();
        }
    }

    // What may happen at any time

    /// Ends the connection if the client was waited for too long.
    void sweep(long nowNanos) {
        ClientLimits limits = clients.limits();
        Duration limit =
                switch (phase) {
                    case IDLE -> owes() ? limits.delivery() : limits.idle();
                    case FAREWELL -> owes() ? limits.delivery() : limits.farewell();
                    case HEAD -> limits.head();
                    case BODY -> limits.body();
                    case ANSWER -> null;
                };
        if (limit == null || nowNanos - sinceNanos <= limit.toNanos()) {
            return;
        }
        ClientExchange slow = exchange;
        if (phase == Phase.BODY && slow != null && !slow.begun()) {
            last = true;
            slow.tooSlow();
            if (phase == Phase.FAREWELL) {
                return;
            }
        }
        channel.close();
    }

    /// Whether the client has not taken all that was written.
    private boolean owes() {
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        return written != null && !written.isEmpty();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "a client's exchange failed", cause);
        }
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        clients.closed(this);
        ClientExchange left = exchange;
        exchange = null;
        if (left != null) {
            left.leave();
        }
    }
}
