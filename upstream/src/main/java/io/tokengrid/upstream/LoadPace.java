package io.tokengrid.upstream;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;

/// When a load generator sends its requests.
interface LoadPace {
    /// Sends what is due.
    ///
    /// @return nanoseconds until something will be
    long tick(long now) throws IOException;

    /// The connection has its answer, or is a new one, and may send again.
    void free(LoadConnection connection, long now) throws IOException;

    /// Requests that were due before and are not sent.
    default long unsent(long now) {
        return 0;
    }

    /// No request is due any more.
    default void stop() {}

    /// The next request as soon as the last is answered. The first ones are spread over a time, so
    /// that streams do not tick together.
    final class Closed implements LoadPace {
        private final Load load;
        private final List<LoadConnection> connections;
        private final long started;
        private final long everyNanos;
        private int running;
        private boolean stopped;

        Closed(Load load, List<LoadConnection> connections, long started, long spreadNanos) {
            this.load = load;
            this.connections = connections;
            this.started = started;
            everyNanos = spreadNanos / Math.max(1, connections.size());
        }

        @Override
        public long tick(long now) throws IOException {
            while (running < connections.size()) {
                long wait = started + running * everyNanos - now;
                if (wait > 0) {
                    return wait;
                }
                load.send(connections.get(running++), now);
            }
            return Long.MAX_VALUE;
        }

        @Override
        public void free(LoadConnection connection, long now) throws IOException {
            if (!stopped) {
                load.send(connection, now);
            }
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }

    /// A request every so often, whatever the answers do. One that finds no free connection waits
    /// for one, and its latency counts from when it should have been sent.
    final class Open implements LoadPace {
        private final Load load;
        private final ArrayDeque<LoadConnection> idle;
        private final long started;
        private final double everyNanos;
        private long sent;
        private boolean stopped;

        Open(Load load, List<LoadConnection> connections, long started, double perSecond) {
            this.load = load;
            idle = new ArrayDeque<>(connections);
            this.started = started;
            everyNanos = 1e9 / perSecond;
        }

        private long due() {
            return started + (long) (sent * everyNanos);
        }

        @Override
        public long tick(long now) throws IOException {
            while (!stopped && !idle.isEmpty()) {
                long due = due();
                if (due - now > 0) {
                    return due - now;
                }
                sent++;
                load.sendLate(idle.removeFirst(), due);
            }
            return Long.MAX_VALUE;
        }

        @Override
        public void free(LoadConnection connection, long now) {
            idle.addLast(connection);
        }

        @Override
        public long unsent(long now) {
            return Math.max(0, (long) Math.ceil((now - started) / everyNanos) - sent);
        }

        @Override
        public void stop() {
            stopped = true;
        }
    }
}
