package io.tokengrid.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;

/// The connections of one event loop to providers. Confined to it.
final class ProviderConnections {
    /// How long an idle connection is kept: less than the 5 s after which uvicorn, and with it vLLM
    /// and SGLang, closes one (decision 0004).
    private static final int KEEP_SECONDS = 4;

    private final GatewayOptions options;
    private final HttpClient kept;
    private final HttpClient fresh;

    /// Those that have carried a request; a connection is equal to itself only.
    private final Set<HttpConnection> used = Collections.newSetFromMap(new WeakHashMap<>());

    ProviderConnections(Vertx vertx, GatewayOptions options) {
        this.options = options;
        kept = client(vertx, true);
        fresh = client(vertx, false);
    }

    private HttpClient client(Vertx vertx, boolean keep) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setKeepAlive(keep)
                        .setKeepAliveTimeout(KEEP_SECONDS)
                        .setTcpNoDelay(true),
                new PoolOptions()
                        .setHttp1MaxSize(options.maxOpenCalls())
                        .setMaxWaitQueueSize(options.maxOpenCalls()));
    }

    /// A request on its connection.
    ///
    /// @param reused whether the connection has carried another one before
    record Line(HttpClientRequest request, boolean reused) {}

    /// Connects for a chat call, or takes a kept connection.
    ///
    /// @param onFresh whether a kept one will not do
    Future<Line> to(Provider provider, boolean onFresh) {
        return (onFresh ? fresh : kept).request(target(provider)).map(this::line);
    }

    private Line line(HttpClientRequest request) {
        return new Line(request, !used.add(request.connection()));
    }

    private RequestOptions target(Provider provider) {
        URI base = provider.baseUrl();
        boolean ssl = "https".equalsIgnoreCase(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : ssl ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(ssl)
                .setConnectTimeout(options.connectTimeout().toMillis())
                .setURI(base.getRawPath() + "/chat/completions");
    }

    Future<?> close() {
        return Future.all(kept.close(), fresh.close());
    }
}
