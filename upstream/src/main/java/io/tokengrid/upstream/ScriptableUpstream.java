package io.tokengrid.upstream;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// An OpenAI-compatible upstream for demos, tests and benchmarks: `POST /v1/chat/completions` (JSON
/// and SSE) and `GET /v1/models`. Its usage is exact: prompts are counted, answers are made to an
/// exact number of tokens. Each call says by [Control]s how long, fast and broken its answer is.
///
/// `GET /served` has the sums of [Served], `DELETE /served` clears them, `GET /served/calls` lists
/// the last calls and `GET /served/calls/ID` those of one id. These four need no key.
///
/// Safe for all threads.
public final class ScriptableUpstream implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Channel listener;
    private final int port;
    private final Served served;

    private ScriptableUpstream(EventLoopGroup loops, Channel listener, Served served) {
        this.loops = loops;
        this.listener = listener;
        port = ((InetSocketAddress) listener.localAddress()).getPort();
        this.served = served;
    }

    /// Starts one; it answers when this returns.
    ///
    /// @throws UncheckedIOException if it cannot listen there
    /// @throws IllegalArgumentException if the options' controls are not understood
    public static ScriptableUpstream start(UpstreamOptions options) {
        Served served = new Served(options.limits().ledgerCalls());
        Router router = router(options, served);
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(
                        options.limits().threads(),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        var bound =
                new ServerBootstrap()
                        .group(loops)
                        .channel(
                                epoll
                                        ? EpollServerSocketChannel.class
                                        : NioServerSocketChannel.class)
                        .option(ChannelOption.SO_BACKLOG, 4096)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childHandler(new Connections(router, options.limits()))
                        .bind(options.host(), options.port())
                        .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new UncheckedIOException(
                    new IOException(
                            "cannot listen on " + options.host() + ":" + options.port(),
                            bound.cause()));
        }
        return new ScriptableUpstream(loops, bound.channel(), served);
    }

    private static Router router(UpstreamOptions options, Served served) {
        try {
            return new Router(options, served, Long.toString(System.nanoTime(), 36) + '-');
        } catch (BadRequest bad) {
            throw new IllegalArgumentException(bad.getMessage(), bad);
        }
    }

    /// Where it listens.
    public int port() {
        return port;
    }

    /// What it has served.
    public Served served() {
        return served;
    }

    /// Stops it; open calls are cut.
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// Sets up each new connection, up to the bound.
    private static final class Connections extends ChannelInitializer<Channel> {
        private final Router router;
        private final UpstreamOptions.Limits limits;
        private final AtomicInteger open = new AtomicInteger();

        Connections(Router router, UpstreamOptions.Limits limits) {
            this.router = router;
            this.limits = limits;
        }

        @Override
        protected void initChannel(Channel channel) {
            if (open.incrementAndGet() > limits.connections()) {
                open.decrementAndGet();
                var _ = channel.close();
                return;
            }
            channel.closeFuture().addListener(_ -> open.decrementAndGet());
            channel.pipeline()
                    .addLast(new HttpRequestDecoder())
                    .addLast(new Connection(router, limits.bodyBytes()));
        }
    }
}
