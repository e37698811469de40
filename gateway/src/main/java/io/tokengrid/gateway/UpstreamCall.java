package io.tokengrid.gateway;

import io.netty.channel.ConnectTimeoutException;
import io.tokengrid.journal.Fact;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.units.CallId;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One try at a deployment: sends the request and tells its listener how it goes. After [#cancel]
/// the listener hears nothing more. Confined to its event loop.
final class UpstreamCall {
    private static final CharSequence CALL = HttpHeaders.createOptimized("x-tokengrid-call");
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    /// Hears either that there is no answer, or its head, its chunks, and then its end or its
    /// breaking off.
    interface Listener {
        void noAnswer(UpstreamFailure failure);

        /// There is no answer since the provider closed the connection, which had been kept from an
        /// earlier call, before the head of one (decision 0004).
        void staleConnection();

        void answered(HttpClientResponse head);

        void arrived(Buffer chunk);

        void ended();

        void brokeOff();
    }

    private final Deployment deployment;
    private final Listener listener;
    private final long admittedNanos;
    private final long startedNanos = System.nanoTime();
    private @Nullable HttpClientRequest request;
    private boolean cancelled;
    private boolean complete;
    private int status;

    UpstreamCall(Deployment deployment, long admittedNanos, Listener listener) {
        this.deployment = deployment;
        this.admittedNanos = admittedNanos;
        this.listener = listener;
    }

    /// @param onFresh whether a kept connection will not do
    void send(ProviderConnections connections, boolean onFresh, CallId call, byte[] body) {
        connections
                .to(deployment.provider(), onFresh)
                .onComplete(line -> {
                    if (line.succeeded()) {
                        send(line.result(), body, call);
                    } else if (!onFresh && line.cause() instanceof HttpClosedException) {
                        failStale();
                    } else {
                        fail(line.cause());
                    }
                });
    }

    private void send(ProviderConnections.Line line, byte[] body, CallId call) {
        HttpClientRequest connected = line.request();
        request = connected;
        if (cancelled) {
            connected.reset();
            return;
        }
        String key = deployment.provider().apiKey();
        if (key != null) {
            switch (deployment.provider().auth()) {
                case BEARER -> connected.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key);
                case X_API_KEY -> connected.putHeader(API_KEY, key);
            }
        }
        connected.putHeader(HttpHeaders.CONTENT_TYPE, JSON).putHeader(CALL, call.toString());
        connected
                .send(Buffer.buffer(body))
                .onComplete(head -> {
                    if (cancelled) {
                        return;
                    }
                    if (head.succeeded()) {
                        receive(head.result());
                    } else if (line.reused() && isClosing(head.cause())) {
                        failStale();
                    } else {
                        fail(head.cause());
                    }
                });
    }

    private void receive(HttpClientResponse response) {
        status = response.statusCode();
        response.handler(chunk -> {
            if (!cancelled) {
                listener.arrived(chunk);
            }
        });
        response.endHandler(_ -> {
            complete = true;
            if (!cancelled) {
                listener.ended();
            }
        });
        response.exceptionHandler(_ -> {
            if (!cancelled && !complete) {
                complete = true;
                listener.brokeOff();
            }
        });
        listener.answered(response);
    }

    Deployment deployment() {
        return deployment;
    }

    /// Whether the provider's answer has ended, so that its connection is free.
    boolean complete() {
        return complete;
    }

    /// Tells the listener nothing more, and closes the connection unless the answer has ended.
    void cancel() {
        cancelled = true;
        if (request != null && !complete) {
            complete = true;
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
        boolean timedOut =
                cause instanceof TimeoutException || cause instanceof ConnectTimeoutException;
        if (end()) {
            listener.noAnswer(
                    timedOut ? UpstreamFailure.timedOut() : UpstreamFailure.unreachable());
        }
    }

    private void failStale() {
        if (end()) {
            listener.staleConnection();
        }
    }

    /// Whether this is the end, as it is unless it was cancelled before.
    private boolean end() {
        boolean first = !cancelled;
        cancelled = true;
        complete = true;
        return first;
    }

    /// Whether the other side closed or reset the connection.
    private static boolean isClosing(Throwable cause) {
        return cause instanceof HttpClosedException || cause instanceof IOException;
    }
}
