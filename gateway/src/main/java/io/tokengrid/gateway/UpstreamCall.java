package io.tokengrid.gateway;

import io.netty.channel.ConnectTimeoutException;
import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.journal.Fact;
import io.tokengrid.metering.UpstreamFailure;
import io.tokengrid.units.CallId;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One try at a deployment: sends the request and tells its listener how it goes. After [#cancel]
/// the listener hears nothing more. Confined to its event loop.
final class UpstreamCall
        implements ProviderConnections.Caller, ProviderConnection.Exchange, Valve.Source {
    /// Hears either that there is no answer, or its head, its chunks, and then its end or its
    /// breaking off.
    interface Listener {
        void noAnswer(UpstreamFailure failure);

        /// There is no answer since the provider closed the connection, which had been kept from an
        /// earlier call, before the head of one (decision 0004).
        void staleConnection();

        void answered(ProviderHead head);

        void arrived(Bytes chunk);

        void ended();

        void brokeOff();
    }

    private final Deployment deployment;
    private final Listener listener;
    private final long admittedNanos;
    private final long startedNanos = System.nanoTime();
    private @Nullable ProviderConnection connection;
    private String call = "";
    private byte[] body = {};
    private boolean onFresh;
    private boolean reused;
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
        this.onFresh = onFresh;
        this.call = call.toString();
        this.body = body;
        connections.to(deployment.provider(), onFresh, this);
    }

    @Override
    public void connected(ProviderConnection line, ProviderConnections.Pool pool) {
        if (cancelled) {
            line.close();
            return;
        }
        connection = line;
        reused = line.carried();
        line.send(pool.head(line, call, body, onFresh), body, this);
        body = new byte[0];
    }

    @Override
    public void notConnected(Throwable cause) {
        fail(cause);
    }

    @Override
    public void answered(ProviderHead head) {
        status = head.status();
        listener.answered(head);
    }

    @Override
    public void arrived(Bytes chunk) {
        listener.arrived(chunk);
    }

    @Override
    public void ended() {
        complete = true;
        connection = null;
        listener.ended();
    }

    @Override
    public void broke(@Nullable Throwable cause) {
        connection = null;
        if (status != 0) {
            complete = true;
            listener.brokeOff();
        } else if (reused && (cause == null || cause instanceof IOException)) {
            failStale();
        } else {
            fail(cause == null ? new IOException("the provider closed the connection") : cause);
        }
    }

    @Override
    public void pause() {
        if (connection != null) {
            connection.pause();
        }
    }

    @Override
    public void resume() {
        if (connection != null) {
            connection.resume();
        }
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
        if (connection != null) {
            complete = true;
            connection.close();
            connection = null;
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
}
