package io.tokengrid.gateway;

import io.netty.channel.EventLoop;
import io.tokengrid.gateway.http.EventLoops;
import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.gateway.http.Malformed;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.segment.ReplicaFeed;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One event loop of the gateway: its clients, its connections to providers and the calls that it
/// carries. A call and its upstream connection live on the same loop.
final class Edge implements Exchange.Handler {
    private static final System.Logger LOG = System.getLogger(Edge.class.getName());

    /// How often a lagging disk is looked at again.
    static final Duration LAG_CHECK = Duration.ofMillis(5);

    /// How long a call waits for its hold to become durable before it is given up.
    static final Duration LAG_LIMIT = Duration.ofSeconds(2);

    private static final long LAGGING = Duration.ofMillis(20).toNanos();
    private static final Duration TICK = Duration.ofMillis(250);
    private static final String POST = "POST";
    private static final String CHAT = "/v1/chat/completions";

    private final Gateway gateway;
    private final SequencedSet<CallFlow> open = new LinkedHashSet<>();
    private final Drains drains;
    private final StepClock stepClock;
    private final EventLoop loop;
    private final ProviderConnections connections;
    private final DurableWaits durable;

    Edge(Gateway gateway, EventLoops loops, EventLoop loop) {
        this.gateway = gateway;
        this.loop = loop;
        GatewayOptions options = gateway.options();
        connections = new ProviderConnections(loops, loop, options);
        durable = new DurableWaits(gateway.node().journal(), this::run);
        stepClock = new StepClock(gateway.meters());
        drains = new Drains(Math.max(1, options.drainsPerKey() / options.eventLoops()));
    }

    /// Begins its work, before the first client.
    void start() {
        every(TICK, this::tick);
        every(ProviderConnections.SWEEP, connections::sweep);
        node().journal().onFailure(_ -> run(this::journalFailed));
    }

    @Override
    public void requested(Exchange exchange) {
        boolean post = exchange.method().equals(POST);
        String path = exchange.path();
        CountRequest.Shape count = post ? CountRequest.Shape.of(path) : null;
        if (post && path.equals(CHAT)) {
            new CallFlow(this, exchange).begin();
        } else if (count != null) {
            new CountFlow(this, exchange, count).begin();
        } else {
            gateway.routes().route(exchange, this);
        }
    }

    @Override
    public void malformed(Exchange exchange, Malformed why) {
        ApiError error = Refusals.of(why);
        meters().refused(error.kind());
        new Reply(exchange).error(error, null);
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

    Meters meters() {
        return gateway.meters();
    }

    Buffers buffers() {
        return gateway.buffers();
    }

    StepClock stepClock() {
        return stepClock;
    }

    ProviderConnections connections() {
        return connections;
    }

    Clock clock() {
        return gateway.clock();
    }

    Instant now() {
        return gateway.clock().instant();
    }

    /// Why no call is taken now; null if calls are.
    @Nullable ApiError notTaking() {
        if (gateway.journalFailed()) {
            return Refusals.journalFailed();
        }
        if (gateway.draining()) {
            return Refusals.draining();
        }
        if (gateway.replicaAway()) {
            return Refusals.replicaUnavailable();
        }
        return open.size() < options().maxOpenCalls() ? null : Refusals.overloaded();
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

    /// Runs on this loop, from any thread; nothing once the loop has ended, since its calls have
    /// too.
    void run(Runnable action) {
        try {
            loop.execute(action);
        } catch (RejectedExecutionException _) {
            // Nobody waits any more.
        }
    }

    void after(Duration delay, Runnable action) {
        var _ = loop.schedule(logged(action), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void every(Duration period, Runnable action) {
        long millis = period.toMillis();
        var _ = loop.scheduleAtFixedRate(logged(action), millis, millis, TimeUnit.MILLISECONDS);
    }

    /// A timer keeps to itself what it throws, and runs no more.
    private static Runnable logged(Runnable action) {
        return () -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "what an event loop had to do in time failed",
                        e);
            }
        };
    }

    /// Counts a text: a short one at once, a long one off the loop, coming back to it.
    ///
    /// @param bytes the text's
    <T extends @Nullable Object> void count(long bytes, Supplier<T> count, Consumer<T> then) {
        if (bytes <= Counting.ON_LOOP) {
            then.accept(count.get());
        } else {
            gateway.counting().needed(comingBack(count, then));
        }
    }

    /// The same of a count that can be done without: false if there is no room for another one.
    <T extends @Nullable Object> boolean countIfRoom(
            long bytes, Supplier<T> count, Consumer<T> then) {
        if (bytes > Counting.ON_LOOP) {
            return gateway.counting().ifRoom(bytes, comingBack(count, then));
        }
        then.accept(count.get());
        return true;
    }

    private <T extends @Nullable Object> Runnable comingBack(Supplier<T> count, Consumer<T> then) {
        return () -> {
            T counted = count.get();
            run(() -> then.accept(counted));
        };
    }

    /// Keeps an answer for repeated requests, as far as the disk allows, and goes on.
    void keepAnswer(CallId call, Answers.Answer answer, Runnable then) {
        gateway.files()
                .execute(() -> {
                    try {
                        gateway.answers().put(call, answer, now());
                    } catch (IOException e) {
                        LOG.log(System.Logger.Level.WARNING, "an answer could not be kept", e);
                    } finally {
                        run(then);
                    }
                });
    }

    /// Finds a kept answer; `then` gets null if there is none.
    void keptAnswer(CallId call, Consumer<Answers.@Nullable Answer> then) {
        gateway.files()
                .execute(() -> {
                    Answers.Answer found = found(call);
                    run(() -> then.accept(found));
                });
    }

    private Answers.@Nullable Answer found(CallId call) {
        try {
            return gateway.answers().find(call, now());
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a kept answer could not be read", e);
            return null;
        }
    }

    /// What a repeated call was charged in.
    CurrencyCode currencyOf(KeyView key, HoldOutcome.AlreadyCharged charged) {
        if (charged.unit() != null) {
            return charged.unit();
        }
        return node().read(state ->
                Objects.requireNonNull(state.ledger().terms(key.organization())).currency());
    }

    /// Runs on this loop once a fact is durable.
    void durable(long sequence, Runnable then) {
        durable.when(sequence, then);
    }

    /// Whether facts have waited for the disk so long that nothing may be forwarded ahead of it.
    boolean diskLags() {
        return node().journal().oldestUnsyncedNanos(System.nanoTime()) > LAGGING;
    }

    /// What a call is told that waited too long for its hold to become durable.
    ApiError lagged() {
        ReplicaFeed replica = node().journal().replica();
        boolean byReplica =
                replica != null && replica.behindNanos(System.nanoTime()) > LAG_LIMIT.toNanos() / 2;
        return byReplica ? Refusals.replicaUnavailable() : Refusals.storageSlow();
    }

    Drains drains() {
        return drains;
    }

    private void tick() {
        if (open.isEmpty()) {
            return;
        }
        long now = System.nanoTime();
        boolean cutting = gateway.cutting();
        for (CallFlow call : new ArrayList<>(open)) {
            if (cutting) {
                call.cut(Cut.SHUTDOWN);
            } else {
                call.tick(now);
            }
        }
    }

    private void journalFailed() {
        new ArrayList<>(open).forEach(CallFlow::lose);
    }
}
