package io.tokengrid.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One client connection: gathers requests, answers them one after the other. Answers are written
/// as raw bytes, so that a control can break every rule of HTTP. Event loop only.
final class Connection extends SimpleChannelInboundHandler<HttpObject> {
    private static final System.Logger LOG = System.getLogger(Connection.class.getName());
    private static final int MOST_PIPELINED = 64;

    private final Router router;
    private final int mostBody;
    private final ArrayDeque<Request> waiting = new ArrayDeque<>();
    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private @Nullable HttpRequest head;
    private @Nullable Exchange exchange;
    private @Nullable ChannelHandlerContext context;

    Connection(Router router, int mostBody) {
        this.router = router;
        this.mostBody = mostBody;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
        if (part.decoderResult().isFailure()) {
            refuseAndClose(400, "not HTTP/1.1: " + part.decoderResult().cause().getMessage());
            return;
        }
        if (part instanceof HttpRequest request) {
            head = request;
            body = Unpooled.buffer(256);
            if (HttpUtil.is100ContinueExpected(request)) {
                write("HTTP/1.1 100 Continue\r\n\r\n");
            }
        }
        if (part instanceof HttpContent content && head != null) {
            if (body.readableBytes() + content.content().readableBytes() > mostBody) {
                refuseAndClose(413, "the body is longer than " + mostBody + " bytes");
                return;
            }
            body.writeBytes(content.content());
            if (part instanceof LastHttpContent) {
                gathered(head);
            }
        }
    }

    private void gathered(HttpRequest head) {
        this.head = null;
        int query = head.uri().indexOf('?');
        Request request =
                new Request(
                        head.method(),
                        query < 0 ? head.uri() : head.uri().substring(0, query),
                        head.headers(),
                        body,
                        HttpUtil.isKeepAlive(head),
                        head.protocolVersion().equals(HttpVersion.HTTP_1_1));
        if (exchange == null) {
            begin(request);
        } else if (waiting.size() < MOST_PIPELINED) {
            waiting.add(request);
        } else {
            close();
        }
    }

    private void begin(Request request) {
        exchange = router.route(request, this);
        exchange.start();
    }

    private void refuseAndClose(int status, String message) {
        head = null;
        String error = ErrorBody.json(status, message, null);
        write(Reply.json(status, error).bytes(false)).addListener(ChannelFutureListener.CLOSE);
    }

    /// Writes bytes as they are and sends them at once.
    ChannelFuture write(ByteBuf bytes) {
        return context().writeAndFlush(bytes);
    }

    private void write(String ascii) {
        var _ = write(Unpooled.copiedBuffer(ascii, StandardCharsets.US_ASCII));
    }

    /// A buffer to write into.
    ByteBuf buffer(int capacity) {
        return context().alloc().ioBuffer(capacity);
    }

    boolean isWritable() {
        return context().channel().isWritable();
    }

    void after(long nanos, Runnable task) {
        Runnable guarded =
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException broken) {
                        exceptionCaught(context(), broken);
                    }
                };
        var _ = context().executor().schedule(guarded, nanos, TimeUnit.NANOSECONDS);
    }

    /// The exchange has written all it had; the next request begins.
    void done(boolean keepAlive) {
        exchange = null;
        if (!keepAlive) {
            close();
            return;
        }
        Request next = waiting.poll();
        if (next != null) {
            begin(next);
        }
    }

    void close() {
        var _ = context().close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (exchange != null && ctx.channel().isWritable()) {
            exchange.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        waiting.clear();
        if (exchange != null) {
            exchange.closed();
            exchange = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "connection closed", cause);
        }
        close();
    }

    private ChannelHandlerContext context() {
        if (context == null) {
            throw new IllegalStateException("not connected");
        }
        return context;
    }
}
