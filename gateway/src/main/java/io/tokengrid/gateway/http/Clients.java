package io.tokengrid.gateway.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// The connections of clients on one event loop, up to a number of them. Confined to it.
public final class Clients {
    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final ClientLimits limits;
    private final Exchange.Handler handler;
    private final LongSupplier clock;
    private final Set<ClientConnection> connections = new HashSet<>();
    private long nowNanos;

    /// Takes the clients of a loop.
    public static Clients on(EventLoop loop, ClientLimits limits, Exchange.Handler handler) {
        var clients = new Clients(limits, handler, System::nanoTime);
        var _ =
                loop.scheduleAtFixedRate(
                        clients::sweep, SWEEP.toMillis(), SWEEP.toMillis(), TimeUnit.MILLISECONDS);
        return clients;
    }

    /// @param clock as [System#nanoTime]
    Clients(ClientLimits limits, Exchange.Handler handler, LongSupplier clock) {
        this.limits = limits;
        this.handler = handler;
        this.clock = clock;
        nowNanos = clock.getAsLong();
    }

    /// Takes a client, or closes its connection if there are too many.
    void take(Channel channel) {
        if (connections.size() < limits.connections()) {
            connections.add(new ClientConnection(channel, this));
        } else {
            var _ = channel.close();
        }
    }

    /// Ends the connections of clients that take too long.
    void sweep() {
        nowNanos = clock.getAsLong();
        for (ClientConnection connection : new ArrayList<>(connections)) {
            connection.sweep(nowNanos);
        }
    }

    void closed(ClientConnection connection) {
        connections.remove(connection);
    }

    int open() {
        return connections.size();
    }

    ClientLimits limits() {
        return limits;
    }

    Exchange.Handler handler() {
        return handler;
    }

    /// The time of the last sweep: exact enough for limits of seconds.
    long nowNanos() {
        return nowNanos;
    }
}
