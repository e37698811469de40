package io.tokengrid.gateway;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.EventLoop;
import io.tokengrid.gateway.http.ClientLimits;
import io.tokengrid.gateway.http.Clients;
import io.tokengrid.gateway.http.EventLoops;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.segment.ReplicaFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The HTTP edge: what applications call with their usual OpenAI client. Calls are carried by event
/// loops that never block; everything else goes to the control plane.
public final class Gateway implements AutoCloseable {
    private static final Duration CUT_LIMIT = Duration.ofSeconds(8);

    /// Threads that read and write kept answers.
    private static final int FILE_THREADS = 4;

    private final GatewayOptions options;
    private final Node node;
    private final Clock clock;
    private final EventLoops loops;
    private final ExecutorService files =
            Executors.newFixedThreadPool(
                    FILE_THREADS, Thread.ofPlatform().daemon().name("tg-files").factory());
    private final Health health = new Health();
    private final Counting counting = new Counting();
    private final Buffers buffers;
    private final Answers answers;
    private final Meters meters;
    private final Routes routes;
    private final LongAdder openCalls = new LongAdder();
    private volatile Catalogue catalogue;
    private int port;
    private volatile boolean ready;
    private volatile boolean draining;
    private volatile boolean cutting;
    private volatile boolean journalFailed;

    /// Listens when it returns; ready once [#ready(boolean)] says so.
    ///
    /// @param data the folder for kept answers
    /// @throws IOException if the port is taken or the folder cannot be used
    public static Gateway start(
            GatewayOptions options,
            Node node,
            Catalogue catalogue,
            ControlPlane control,
            MeterRegistry registry,
            Path data,
            Clock clock)
            throws IOException {
        catalogue.load();
        var gateway = new Gateway(options, node, catalogue, control, registry, data, clock);
        try {
            gateway.listen();
        } catch (IOException e) {
            gateway.close();
            throw new IOException(
                    "cannot listen on "
                            + options.host()
                            + ":"
                            + options.port()
                            + ": "
                            + e.getMessage(),
                    e);
        }
        return gateway;
    }

    private Gateway(
            GatewayOptions options,
            Node node,
            Catalogue catalogue,
            ControlPlane control,
            MeterRegistry registry,
            Path data,
            Clock clock)
            throws IOException {
        this.options = options;
        this.node = node;
        this.catalogue = catalogue;
        this.clock = clock;
        answers = new Answers(data.resolve("answers"), options.answers());
        buffers = new Buffers(options.maxBuffered());
        meters = new Meters(registry, node.journal(), counting, buffers);
        routes = new Routes(this, control);
        node.journal().onFailure(_ -> journalFailed = true);
        loops = new EventLoops(options.eventLoops(), options.connectTimeout());
    }

    private void listen() throws IOException {
        var limits = ClientLimits.of(options.maxConnections(), options.maxBody());
        Map<EventLoop, Clients> clients = new HashMap<>();
        for (EventLoop loop : loops.all()) {
            var edge = new Edge(this, loops, loop);
            edge.start();
            clients.put(loop, Clients.on(loop, limits, edge));
        }
        port = loops.listen(options.host(), options.port(), clients);
    }

    /// The port it listens on.
    public int port() {
        return port;
    }

    /// Whether `GET /health/ready` answers 200.
    public void ready(boolean isReady) {
        ready = isReady;
    }

    /// Replaces the models that clients can call; open calls keep what they started with. Waits for
    /// vocabularies that were not needed before.
    public void reload(Catalogue next) {
        next.load();
        catalogue = next;
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public Meters meters() {
        return meters;
    }

    /// Calls that are open now.
    public long open() {
        return openCalls.sum();
    }

    /// Refuses new calls and waits for the open ones.
    ///
    /// @return whether all ended in time
    public boolean drain(Duration patience) throws InterruptedException {
        draining = true;
        ready = false;
        return awaitQuiet(patience);
    }

    /// Ends the calls that are still open: streams are settled as far as they came.
    public void cut() throws InterruptedException {
        cutting = true;
        awaitQuiet(CUT_LIMIT);
    }

    private boolean awaitQuiet(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (open() > 0 && System.nanoTime() < until) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return open() == 0;
    }

    @Override
    public void close() {
        draining = true;
        loops.close();
        counting.close();
        routes.close();
        files.shutdown();
    }

    boolean ready() {
        return ready && !draining && !journalFailed && !replicaAway();
    }

    /// Whether what is recorded now would not be durable for long (exactness C5).
    boolean replicaAway() {
        ReplicaFeed replica = node.journal().replica();
        return replica != null && replica.away(System.nanoTime());
    }

    boolean journalFailed() {
        return journalFailed;
    }

    boolean draining() {
        return draining;
    }

    boolean cutting() {
        return cutting;
    }

    GatewayOptions options() {
        return options;
    }

    Node node() {
        return node;
    }

    Clock clock() {
        return clock;
    }

    Health health() {
        return health;
    }

    Counting counting() {
        return counting;
    }

    Buffers buffers() {
        return buffers;
    }

    Answers answers() {
        return answers;
    }

    /// Where files are read and written for calls.
    ExecutorService files() {
        return files;
    }

    Routes routes() {
        return routes;
    }

    LongAdder openCalls() {
        return openCalls;
    }
}
