package io.tokengrid.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.tokengrid.gateway.http.EventLoops;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The connections of one event loop to providers, on Netty's codec (decision 0007). Confined to
/// that loop.
final class ProviderConnections {
    /// How long an idle connection is kept: less than the 5 s after which uvicorn, and with it vLLM
    /// and SGLang, closes one (decision 0004).
    static final Duration KEEP = Duration.ofSeconds(4);

    /// How often [#sweep] is due.
    static final Duration SWEEP = Duration.ofMillis(500);

    /// How long a provider is remembered that is not called any more.
    private static final long REMEMBERED_NANOS = Duration.ofMinutes(1).toNanos();

    private static final HttpDecoderConfig DECODER =
            new HttpDecoderConfig().setMaxHeaderSize(32 << 10).setMaxChunkSize(64 << 10);

    /// Who wants a connection: hears once whether there is one.
    interface Caller {
        void connected(ProviderConnection connection, Pool pool);

        void notConnected(Throwable cause);
    }

    private final EventLoops loops;
    private final EventLoop loop;
    private final int connectMillis;
    private final Map<Provider, Pool> pools = new HashMap<>();
    private @Nullable SslContext tls;

    ProviderConnections(EventLoops loops, EventLoop loop, GatewayOptions options) {
        this.loops = loops;
        this.loop = loop;
        connectMillis = (int) options.connectTimeout().toMillis();
    }

    /// Takes a kept connection, or connects.
    ///
    /// @param onFresh whether a kept one will not do
    void to(Provider provider, boolean onFresh, Caller caller) {
        pools.computeIfAbsent(provider, Pool::new).take(onFresh, caller);
    }

    /// Closes connections that were idle for long enough, and forgets providers that are not called
    /// any more.
    void sweep() {
        long now = System.nanoTime();
        pools.values().removeIf(pool -> pool.sweep(now));
    }

    /// What is kept for one provider: idle connections, the one used last first, and the head of
    /// its requests.
    final class Pool {
        private final ArrayDeque<ProviderConnection> idle = new ArrayDeque<>();
        private final Provider provider;
        private final String host;
        private final int port;
        private final boolean secure;
        private final byte[] head;
        private long usedNanos;

        private Pool(Provider provider) {
            this.provider = provider;
            URI base = provider.baseUrl();
            host = base.getHost();
            secure = "https".equalsIgnoreCase(base.getScheme());
            port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
            head = head(provider, base);
        }

        private static byte[] head(Provider provider, URI base) {
            var head = new StringBuilder(256);
            head.append("POST ").append(base.getRawPath()).append("/chat/completions HTTP/1.1\r\n");
            head.append("host: ").append(base.getHost());
            if (base.getPort() >= 0) {
                head.append(':').append(base.getPort());
            }
            head.append("\r\ncontent-type: application/json\r\n");
            String key = provider.apiKey();
            if (key != null) {
                switch (provider.auth()) {
                    case BEARER -> head.append("authorization: Bearer ").append(key);
                    case X_API_KEY -> head.append("x-api-key: ").append(key);
                }
                head.append("\r\n");
            }
            return head.toString().getBytes(StandardCharsets.ISO_8859_1);
        }

        /// The head of a request.
        ///
        /// @param last whether the connection is not to be kept
        ByteBuf head(ProviderConnection on, String call, byte[] body, boolean last) {
            String rest =
                    "x-tokengrid-call: "
                            + call
                            + "\r\ncontent-length: "
                            + body.length
                            + (last ? "\r\nconnection: close\r\n\r\n" : "\r\n\r\n");
            ByteBuf request = on.buffer(head.length + rest.length(), body);
            request.writeBytes(head);
            request.writeCharSequence(rest, StandardCharsets.US_ASCII);
            return request;
        }

        private void take(boolean onFresh, Caller caller) {
            long now = System.nanoTime();
            usedNanos = now;
            if (!onFresh) {
                for (var kept = idle.pollFirst(); kept != null; kept = idle.pollFirst()) {
                    if (kept.isFit(now)) {
                        caller.connected(kept, this);
                        return;
                    }
                    kept.close();
                }
            }
            ChannelFuture connecting =
                    loops.connecting(loop)
                            .option(ChannelOption.TCP_NODELAY, true)
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, connectMillis)
                            .handler(new Initializer())
                            .connect(InetSocketAddress.createUnresolved(host, port));
            connecting.addListener(connected -> {
                Channel channel = connecting.channel();
                SslHandler handshake = channel.pipeline().get(SslHandler.class);
                if (connected.isSuccess() && handshake != null) {
                    handshake.handshakeFuture().addListener(done -> told(channel, done, caller));
                } else {
                    told(channel, connected, caller);
                }
            });
        }

        private void told(Channel channel, io.netty.util.concurrent.Future<?> done, Caller caller) {
            if (done.isSuccess()) {
                caller.connected(channel.pipeline().get(ProviderConnection.class), this);
            } else {
                caller.notConnected(done.cause());
            }
        }

        private final class Initializer extends ChannelInitializer<Channel> {
            @Override
            protected void initChannel(Channel channel) throws SSLException {
                if (secure) {
                    SslHandler handler = tls().newHandler(channel.alloc(), host, port);
                    handler.setHandshakeTimeoutMillis(connectMillis);
                    channel.pipeline().addLast(handler);
                }
                channel.pipeline()
                        .addLast(new HttpResponseDecoder(DECODER))
                        .addLast(new ProviderConnection(channel, Pool.this));
            }
        }

        /// Takes a connection back that can carry another exchange.
        void giveBack(ProviderConnection connection) {
            if (pools.get(provider) == this) {
                idle.addFirst(connection);
            } else {
                connection.close();
            }
        }

        /// A connection has closed.
        void gone(ProviderConnection connection) {
            idle.remove(connection);
        }

        private boolean sweep(long now) {
            while (!idle.isEmpty() && !idle.getLast().isFit(now)) {
                idle.removeLast().close();
            }
            return idle.isEmpty() && now - usedNanos > REMEMBERED_NANOS;
        }
    }

    private SslContext tls() throws SSLException {
        SslContext made = tls;
        if (made == null) {
            made = SslContextBuilder.forClient().build();
            tls = made;
        }
        return made;
    }
}
