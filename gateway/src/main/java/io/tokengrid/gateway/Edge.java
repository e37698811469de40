package io.tokengrid.gateway;

import io.tokengrid.journal.Fact;
import io.tokengrid.metering.OutputText;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.Node;
import io.tokengrid.units.KeyId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// One event loop of the gateway: its server socket, its connections to providers and the calls
/// that it carries. A call and its upstream connection live on the same loop.
final class Edge extends VerticleBase {
    /// How often a lagging disk is looked at again.
    static final Duration LAG_CHECK = Duration.ofMillis(5);

    /// How long a call waits for its hold to become durable before it is given up.
    static final Duration LAG_LIMIT = Duration.ofSeconds(2);

    private static final long LAGGING = Duration.ofMillis(20).toNanos();
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int DRAINS_PER_KEY = 256;
    private static final int MAX_HEADERS = 32 << 10;
    private static final String CHAT = "/v1/chat/completions";

    private final Gateway gateway;
    private final SequencedSet<CallFlow> open = new LinkedHashSet<>();
    private final Map<KeyId, ArrayDeque<CallFlow>> drains = new HashMap<>();
    private @Nullable HttpServer server;
    private @Nullable HttpClient client;
    private @Nullable DurableWaits durable;
    private int connections;
    private long audits;

    Edge(Gateway gateway) {
        this.gateway = gateway;
    }

    @Override
    public Future<?> start() {
        GatewayOptions options = gateway.options();
        durable =
                new DurableWaits(
                        node().journal(), command -> context.runOnContext(_ -> command.run()));
        client =
                vertx.createHttpClient(
                        new HttpClientOptions().setKeepAliveTimeout(30).setTcpNoDelay(true),
                        new PoolOptions()
                                .setHttp1MaxSize(options.maxOpenCalls())
                                .setMaxWaitQueueSize(options.maxOpenCalls()));
        server =
                vertx.createHttpServer(
                        new HttpServerOptions()
                                .setHost(options.host())
                                .setPort(gateway.port())
                                .setTcpNoDelay(true)
                                .setAcceptBacklog(4_096)
                                .setMaxHeaderSize(MAX_HEADERS)
                                .setHandle100ContinueAutomatically(true)
                                .setHttp2ClearTextEnabled(false)
                                .setPerFrameWebSocketCompressionSupported(false)
                                .setPerMessageWebSocketCompressionSupported(false)
                                .setIdleTimeout(0));
        vertx.setPeriodic(TICK.toMillis(), _ -> tick());
        return server.connectionHandler(
                        connection -> {
                            if (++connections > options.maxConnections()) {
                                connection.close();
                            }
                            connection.closeHandler(_ -> connections--);
                        })
                .requestHandler(this::route)
                .listen()
                .onSuccess(listening -> gateway.listening(listening.actualPort()));
    }

    @Override
    public Future<?> stop() {
        return Future.all(
                Objects.requireNonNull(server).close(), Objects.requireNonNull(client).close());
    }

    private void route(HttpServerRequest request) {
        if (HttpMethod.POST.equals(request.method()) && CHAT.equals(request.path())) {
            new CallFlow(this, request).begin();
        } else {
            gateway.routes().route(request);
        }
    }

    // What a call needs from its loop

    GatewayOptions options() {
        return gateway.options();
    }

    Node node() {
        return gateway.node();
    }

    Catalogue catalogue() {
        return gateway.catalogue();
    }

    Health health() {
        return gateway.health();
    }

    Counting counting() {
        return gateway.counting();
    }

    Answers answers() {
        return gateway.answers();
    }

    Meters meters() {
        return gateway.meters();
    }

    HttpClient client() {
        return Objects.requireNonNull(client);
    }

    Instant now() {
        return gateway.clock().instant();
    }

    /// Why no call is taken now; null if calls are.
    @Nullable ApiError notTaking() {
        if (gateway.draining()) {
            return Refusals.closed();
        }
        if (open.size() >= options().maxOpenCalls()) {
            return ApiError.overloaded("overloaded", "Too many calls are open. Try again.");
        }
        return null;
    }

    void opened(CallFlow call) {
        open.add(call);
        gateway.openCalls().increment();
    }

    void closed(CallFlow call) {
        if (open.remove(call)) {
            gateway.openCalls().decrement();
        }
    }

    /// Runs on this loop, from any thread.
    void run(Runnable action) {
        Context loop = context;
        loop.runOnContext(_ -> action.run());
    }

    void after(Duration delay, Runnable action) {
        vertx.setTimer(Math.max(1, delay.toMillis()), _ -> action.run());
    }

    /// Runs off the loop and comes back to it.
    <T> Future<@Nullable T> blocking(Callable<@Nullable T> action) {
        return vertx.executeBlocking(action, false);
    }

    /// Runs on this loop once a fact is durable.
    void durable(long sequence, Runnable then) {
        Objects.requireNonNull(durable).when(sequence, then);
    }

    /// Whether facts have waited for the disk so long that nothing may be forwarded ahead of it.
    boolean diskLags() {
        return node().journal().oldestUnsyncedNanos(System.nanoTime()) > LAGGING;
    }

    /// Reads on after the client has gone; too many of one key, and the oldest is abandoned.
    void drains(AdmitOutcome.Admitted admitted, CallFlow call) {
        var hold = node().read(state -> state.ledger().hold(admitted.call()));
        if (hold == null) {
            return;
        }
        var drained = drains.computeIfAbsent(hold.key(), _ -> new ArrayDeque<>());
        drained.addLast(call);
        if (drained.size() > DRAINS_PER_KEY) {
            drained.removeFirst().abandon("client_gone");
        }
    }

    /// Counts a settled call beside what was reported, if it belongs to the sample.
    void audit(CallFlow call, Model model, byte[] body, Usage usage, OutputText text) {
        double share = options().auditShare();
        boolean sampled = Math.floor((audits + 1) * share) > Math.floor(audits * share);
        audits++;
        if (!sampled || usage.source() != UsageSource.REPORTED || !text.isWhole()) {
            return;
        }
        var id = call.call();
        counting()
                .audit(() -> {
                    Usage counted = Counts.of(model, body, text);
                    node().counted(
                                    new Fact.Counted(
                                            id,
                                            counted.input(),
                                            counted.output(),
                                            model.counter().encoding(),
                                            model.counter().exact(),
                                            now()));
                });
    }

    private void tick() {
        long now = System.nanoTime();
        if (!open.isEmpty()) {
            new ArrayList<>(open).forEach(call -> call.tick(now));
        }
        drains.values().forEach(queue -> queue.removeIf(call -> !open.contains(call)));
        drains.values().removeIf(ArrayDeque::isEmpty);
        if (gateway.cutting()) {
            new ArrayList<>(open).forEach(call -> call.abandon("shutdown"));
        }
    }
}
