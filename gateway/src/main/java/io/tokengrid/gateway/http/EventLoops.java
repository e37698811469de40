package io.tokengrid.gateway.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The threads that carry connections, with what the system has for them: epoll on Linux, NIO
/// elsewhere. A connection stays on its loop. Thread-safe.
public final class EventLoops implements AutoCloseable {
    private static final int BACKLOG = 4_096;
    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Transport transport = Epoll.isAvailable() ? Transport.EPOLL : Transport.NIO;
    private final EventLoopGroup group;
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Channel> listeners = new ArrayList<>();
    private final DnsAddressResolverGroup names;

    /// @param threads how many loops
    /// @param nameLimit how long a name server may take to answer
    public EventLoops(int threads, Duration nameLimit) {
        if (System.getProperty(LEAK_DETECTION) == null) {
            // One buffer in 128 would remember where it came from, a hundredth of a call's time.
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
        group =
                new MultiThreadIoEventLoopGroup(
                        threads, new DefaultThreadFactory("tg-edge", true), transport.handler);
        for (EventExecutor loop : group) {
            loops.add((EventLoop) loop);
        }
        names =
                new DnsAddressResolverGroup(
                        new DnsNameResolverBuilder()
                                .datagramChannelFactory(transport.datagrams)
                                .socketChannelFactory(transport.connections)
                                .queryTimeoutMillis(nameLimit.toMillis()));
    }

    private enum Transport {
        EPOLL(
                EpollIoHandler.newFactory(),
                EpollServerSocketChannel::new,
                EpollSocketChannel::new,
                EpollDatagramChannel::new),
        NIO(
                NioIoHandler.newFactory(),
                NioServerSocketChannel::new,
                NioSocketChannel::new,
                NioDatagramChannel::new);

        private final IoHandlerFactory handler;
        private final ChannelFactory<ServerChannel> listeners;
        private final ChannelFactory<SocketChannel> connections;
        private final ChannelFactory<DatagramChannel> datagrams;

        Transport(
                IoHandlerFactory handler,
                ChannelFactory<ServerChannel> listeners,
                ChannelFactory<SocketChannel> connections,
                ChannelFactory<DatagramChannel> datagrams) {
            this.handler = handler;
            this.listeners = listeners;
            this.connections = connections;
            this.datagrams = datagrams;
        }
    }

    public List<EventLoop> all() {
        return List.copyOf(loops);
    }

    /// What connects from a loop; names are resolved without blocking it.
    public Bootstrap connecting(EventLoop loop) {
        return new Bootstrap()
                .group(loop)
                .channelFactory(transport.connections)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .resolver(names);
    }

    /// Listens: with epoll on a socket of each loop, between which the kernel shares out the
    /// clients; else one socket's are dealt out in turn.
    ///
    /// @param port 0 for a free one
    /// @param clients of each loop
    /// @return the port
    /// @throws IOException if it cannot listen there
    public int listen(String host, int port, Map<EventLoop, Clients> clients) throws IOException {
        var taking =
                new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        Objects.requireNonNull(clients.get(channel.eventLoop())).take(channel);
                    }
                };
        int bound = free(host, port);
        if (transport == Transport.EPOLL) {
            for (EventLoop loop : loops) {
                var listening = new ServerBootstrap().group(loop, loop);
                bind(listening.option(UnixChannelOption.SO_REUSEPORT, true), host, bound, taking);
            }
        } else {
            bind(new ServerBootstrap().group(loops.getFirst(), group), host, bound, taking);
        }
        return bound;
    }

    /// The port, if nobody listens on it: sockets that share one would not notice somebody else's.
    private static int free(String host, int port) throws IOException {
        try (var socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        }
    }

    private void bind(
            ServerBootstrap listening, String host, int port, ChannelInitializer<Channel> taking)
            throws IOException {
        ChannelFuture bound =
                listening
                        .channelFactory(transport.listeners)
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                        .childHandler(taking)
                        .bind(new InetSocketAddress(InetAddress.getByName(host), port))
                        .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        listeners.add(bound.channel());
    }

    /// Closes all connections and ends the threads.
    @Override
    public void close() {
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        names.close();
        group.shutdownGracefully(0, CLOSING.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(CLOSING.toMillis() * 2);
    }
}
