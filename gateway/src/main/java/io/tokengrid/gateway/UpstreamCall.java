package io.tokengrid.gateway;

import io.tokengrid.journal.Fact;
import io.tokengrid.units.CallId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One try at a deployment: sends the request and tells its listener once how it went. After
/// [#cancel] the listener hears nothing more. Confined to its event loop.
final class UpstreamCall {
    private static final CharSequence CALL = HttpHeaders.createOptimized("x-tokengrid-call");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    /// Hears of an answer's head, or that there is none.
    interface Listener {
        /// An answer began.
        void answered(HttpClientResponse response);

        /// No answer came.
        ///
        /// @param timedOut whether connecting took too long
        void unreachable(Throwable cause, boolean timedOut);

        /// The answer broke off after its head.
        void brokeOff(Throwable cause);
    }

    private final Deployment deployment;
    private final Listener listener;
    private final long admittedNanos;
    private final long startedNanos = System.nanoTime();
    private @Nullable HttpClientRequest request;
    private boolean cancelled;
    private int status;

    private UpstreamCall(Deployment deployment, long admittedNanos, Listener listener) {
        this.deployment = deployment;
        this.admittedNanos = admittedNanos;
        this.listener = listener;
    }

    static UpstreamCall send(
            HttpClient client,
            Deployment deployment,
            byte[] body,
            CallId call,
            Duration connectTimeout,
            long admittedNanos,
            Listener listener) {
        var upstream = new UpstreamCall(deployment, admittedNanos, listener);
        client.request(target(deployment.provider(), connectTimeout))
                .onComplete(connected -> {
                    if (connected.succeeded()) {
                        upstream.send(connected.result(), body, call);
                    } else {
                        upstream.fail(connected.cause());
                    }
                });
        return upstream;
    }

    private void send(HttpClientRequest connected, byte[] body, CallId call) {
        if (cancelled) {
            connected.reset();
            return;
        }
        request = connected;
        String key = deployment.provider().apiKey();
        if (key != null) {
            connected.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key);
        }
        connected.putHeader(HttpHeaders.CONTENT_TYPE, JSON).putHeader(CALL, call.toString());
        connected
                .send(Buffer.buffer(body))
                .onComplete(head -> {
                    if (cancelled) {
                        return;
                    }
                    if (head.succeeded()) {
                        HttpClientResponse response = head.result();
                        status = response.statusCode();
                        response.exceptionHandler(cause -> {
                            if (!cancelled) {
                                listener.brokeOff(cause);
                            }
                        });
                        listener.answered(response);
                    } else {
                        fail(head.cause());
                    }
                });
    }

    Deployment deployment() {
        return deployment;
    }

    /// Closes the connection and tells the listener nothing more.
    void cancel() {
        cancelled = true;
        if (request != null) {
            request.reset();
        }
    }

    /// The try as it goes into the journal.
    ///
    /// @param failure a stable code; null if it served
    Fact.Attempt ended(@Nullable String failure) {
        long now = System.nanoTime();
        return new Fact.Attempt(
                deployment.provider().name(),
                deployment.model(),
                deployment.site(),
                Duration.ofNanos(startedNanos - admittedNanos),
                Duration.ofNanos(now - startedNanos),
                status,
                failure);
    }

    private void fail(Throwable cause) {
        if (!cancelled) {
            cancelled = true;
            boolean timedOut =
                    cause instanceof TimeoutException
                            || cause instanceof io.netty.channel.ConnectTimeoutException;
            listener.unreachable(cause, timedOut);
        }
    }

    private static RequestOptions target(Provider provider, Duration connectTimeout) {
        URI base = provider.baseUrl();
        boolean ssl = "https".equalsIgnoreCase(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : ssl ? 443 : 80;
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(base.getHost())
                .setPort(port)
                .setSsl(ssl)
                .setConnectTimeout(connectTimeout.toMillis())
                .setURI(base.getRawPath() + "/chat/completions");
    }
}
