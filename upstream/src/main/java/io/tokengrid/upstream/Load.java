package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A load generator for benchmarks, on the thread that calls it: plain sockets and one selector, so
/// that it costs little beside what it measures. A connection that fails is counted and made anew;
/// one that cannot be made ends the run with its exception.
public final class Load {
    private static final int READ_BYTES = 1 << 18;
    private static final int MOST_STATUS = 600;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Below this the selector's milliseconds are too coarse, and the thread yields in a loop.
    private static final long SPIN_BELOW_NANOS = 1_500_000;

    private static final long LONGEST_SELECT_NANOS = 100_000_000;
    private static final long LAST_ANSWERS_NANOS = 5_000_000_000L;

    private final LoadTime time;
    private final Selector selector;
    private final Consumer<SelectionKey> ready = this::ready;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final ByteBuffer[] requests;
    private final List<LoadConnection> connections = new ArrayList<>();
    private final long[] statuses = new long[MOST_STATUS];
    private final Histogram latencies = new Histogram();
    private final Histogram lags = new Histogram();
    private final Plan plan;
    private final LoadPace pace;
    private final long measureFrom;
    private final long measureTo;
    private int turn;
    private long errors;
    private long now;
    private @Nullable IOException broken;

    /// How long a run lasts.
    ///
    /// @param warmUp of which nothing is counted
    public record LoadTime(Duration warmUp, Duration measured) {}

    /// What kind of run it is.
    private sealed interface Plan {
        record Closed() implements Plan {}

        record Open(double perSecond) implements Plan {}

        record Streams(Duration spread) implements Plan {}
    }

    private Load(LoadTarget target, int connections, LoadTime time, Selector selector, Plan plan)
            throws IOException {
        this.time = time;
        this.selector = selector;
        this.plan = plan;
        requests =
                target.requests().stream()
                        .map(request -> direct(request.getBytes(UTF_8)))
                        .toArray(ByteBuffer[]::new);
        for (int i = 0; i < connections; i++) {
            LoadConnection connection =
                    new LoadConnection(
                            target,
                            plan instanceof Plan.Streams
                                    ? new StampScanner(this::chunk)
                                    : MessageReader.BodySink.NONE);
            connection.connect(selector);
            this.connections.add(connection);
        }
        now = System.nanoTime();
        measureFrom = now + time.warmUp.toNanos();
        measureTo = measureFrom + time.measured.toNanos();
        pace =
                switch (plan) {
                    case Plan.Closed() -> new LoadPace.Closed(this, this.connections, now, 0);
                    case Plan.Open(double perSecond) ->
                            new LoadPace.Open(this, this.connections, now, perSecond);
                    case Plan.Streams(Duration spread) ->
                            new LoadPace.Closed(this, this.connections, now, spread.toNanos());
                };
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /// Each connection sends its next request as soon as it has its answer.
    ///
    /// @throws IOException if a connection cannot be made
    public static LoadResult closed(LoadTarget target, int connections, LoadTime time)
            throws IOException {
        return run(target, connections, time, new Plan.Closed());
    }

    /// Requests are due at fixed times, `perSecond` of them, and latencies count from then; at most
    /// `connections` are under way at once.
    ///
    /// @throws IOException if a connection cannot be made
    public static LoadResult open(
            LoadTarget target, int connections, double perSecond, LoadTime time)
            throws IOException {
        return run(target, connections, time, new Plan.Open(perSecond));
    }

    /// So many streams are open at once, and their stamped chunks are measured. They begin one
    /// after the other over a time, such as that between two chunks; a stream that ends begins
    /// again.
    ///
    /// @throws IOException if a connection cannot be made
    public static LoadResult streams(LoadTarget target, int streams, Duration spread, LoadTime time)
            throws IOException {
        return run(target, streams, time, new Plan.Streams(spread));
    }

    private static LoadResult run(LoadTarget target, int connections, LoadTime time, Plan plan)
            throws IOException {
        try (Selector selector = Selector.open()) {
            Load load = new Load(target, connections, time, selector, plan);
            try {
                return load.run();
            } finally {
                for (LoadConnection connection : load.connections) {
                    connection.close();
                }
            }
        }
    }

    private LoadResult run() throws IOException {
        turnUntil(measureFrom);
        long cpu = THREADS.getCurrentThreadCpuTime();
        turnUntil(measureTo);
        cpu = THREADS.getCurrentThreadCpuTime() - cpu;
        long unsent = pace.unsent(measureTo);
        pace.stop();
        if (plan instanceof Plan.Open) {
            turnWhileBusy();
        }
        long unanswered = connections.stream().filter(LoadConnection::busy).count();
        Map<Integer, Long> counted = new TreeMap<>();
        for (int status = 0; status < MOST_STATUS; status++) {
            if (statuses[status] > 0) {
                counted.put(status, statuses[status]);
            }
        }
        return new LoadResult(
                counted,
                errors,
                unsent + unanswered,
                latencies,
                lags,
                time.measured,
                Duration.ofNanos(cpu));
    }

    private void turnUntil(long end) throws IOException {
        while (end - now > 0) {
            turn(end);
        }
    }

    private void turnWhileBusy() throws IOException {
        long end = now + LAST_ANSWERS_NANOS;
        while (end - now > 0 && connections.stream().anyMatch(LoadConnection::busy)) {
            turn(end);
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // Lets an upstream on the same core run.
    private void turn(long end) throws IOException {
        long wait = Math.min(pace.tick(now), Math.min(LONGEST_SELECT_NANOS, end - now));
        if (wait >= SPIN_BELOW_NANOS) {
            selector.select(ready, wait / 1_000_000);
        } else if (selector.selectNow(ready) == 0) {
            Thread.yield();
        }
        now = System.nanoTime();
        if (broken != null) {
            throw broken;
        }
    }

    private void ready(SelectionKey key) {
        LoadConnection connection = (LoadConnection) key.attachment();
        try {
            if (key.isWritable()) {
                connection.flush();
            }
            if (key.isReadable()) {
                now = System.nanoTime();
                if (connection.read(in)) {
                    answered(connection);
                }
            }
        } catch (IOException failed) {
            if (inMeasure(now)) {
                errors++;
            }
            renew(connection);
        }
    }

    private void answered(LoadConnection connection) throws IOException {
        long counted = plan instanceof Plan.Open ? connection.since() : now;
        if (inMeasure(counted)) {
            statuses[Math.clamp(connection.status(), 0, MOST_STATUS - 1)]++;
            if (!(plan instanceof Plan.Streams)) {
                latencies.record(now - connection.since());
            }
        }
        connection.idle();
        pace.free(connection, now);
    }

    private void chunk(long sentAt) {
        if (inMeasure(now)) {
            latencies.record(now - sentAt);
        }
    }

    private boolean inMeasure(long at) {
        return at - measureFrom >= 0 && at - measureTo < 0;
    }

    private void renew(LoadConnection connection) {
        try {
            connection.close();
            connection.connect(selector);
            pace.free(connection, now);
        } catch (IOException failed) {
            broken = failed;
        }
    }

    /// Sends the next request on a connection; its latency counts from `since`.
    void send(LoadConnection connection, long since) throws IOException {
        if (!connection.isOpen()) {
            connection.connect(selector);
        }
        connection.send(requests[turn], since);
        turn = turn + 1 == requests.length ? 0 : turn + 1;
    }

    /// Sends a request that was due at `due`.
    void sendLate(LoadConnection connection, long due) throws IOException {
        if (inMeasure(due)) {
            lags.record(System.nanoTime() - due);
        }
        send(connection, due);
    }
}
