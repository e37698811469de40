package io.tokengrid.storage;

import io.tokengrid.ledger.AccountImage;
import io.tokengrid.ledger.LedgerConflict;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Brings organizations back from their rest (exactness D3). Who is asked for by several at a time
/// is looked up once; only so many are looked up in a second; who is not found, or could not be
/// looked up, is remembered for a second. Nobody is looked up while nobody rests.
///
/// Thread-safe; asking never blocks. One thread of its own looks up.
public final class Wakes implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Wakes.class.getName());
    private static final long REMEMBERED = Duration.ofSeconds(1).toNanos();

    /// So many are looked up by one question to the database.
    private static final int BATCH = 100;

    /// Names that may be looked up at a time, and those who may wait for them.
    private static final int MOST_ASKED = 1_000;

    private static final int MOST_WAITING = 10_000;

    /// How often a name is looked up whose state may have been old each time.
    private static final int TRIES = 3;

    private static final WakeOutcome AWAKE = new WakeOutcome.Awake();
    private static final WakeOutcome UNKNOWN = new WakeOutcome.Unknown();
    private static final WakeOutcome BUSY =
            new WakeOutcome.Unavailable("too many are looked up at a time");

    private final Node node;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // Under the lock
    private final Map<WakeBy, Asked> asked = new HashMap<>();
    private final ArrayDeque<Asked> queue = new ArrayDeque<>();
    private final LinkedHashMap<WakeBy, Remembered> remembered = new LinkedHashMap<>();
    private @Nullable Rate rate;
    private int waiting;
    private boolean closing;

    /// The last question to the database failed at this time; no other one is asked for a second.
    private WakeOutcome.@Nullable Unavailable away;

    private long awayNanos;
    private boolean told;
    private @Nullable Thread thread;

    private final AtomicLong woken = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    Wakes(Node node) {
        this(node, System::nanoTime);
    }

    Wakes(Node node, LongSupplier nanos) {
        this.node = node;
        this.nanos = nanos;
    }

    /// A name that is being looked up.
    private static final class Asked {
        final WakeBy by;
        final List<Consumer<WakeOutcome>> then = new ArrayList<>(1);
        int tries;

        /// The rest horizon when it was asked for.
        final long horizon;

        Asked(WakeBy by, long horizon) {
            this.by = by;
            this.horizon = horizon;
        }
    }

    private record Remembered(WakeOutcome outcome, long untilNanos) {}

    /// So many a second, and no more than that at once.
    private static final class Rate {
        final int perSecond;
        double left;
        long atNanos;

        Rate(int perSecond, long nanos) {
            this.perSecond = perSecond;
            left = perSecond;
            atNanos = nanos;
        }

        boolean take(long nanos) {
            left = Math.min(perSecond, left + (nanos - atNanos) * 1e-9 * perSecond);
            atNanos = nanos;
            if (left < 1) {
                return false;
            }
            left--;
            return true;
        }
    }

    /// What was asked for so far.
    ///
    /// @param woken organizations that came back
    /// @param unknown names that nobody has
    /// @param refused names that could not be looked up
    public record Counts(long woken, long unknown, long refused) {}

    public Counts counts() {
        return new Counts(woken.get(), unknown.get(), refused.get());
    }

    /// Begins; until then nobody who rests can come back.
    ///
    /// @param loads how many are looked up in a second at most
    public void begin(RestingAccounts accounts, int loads, InstantSource clock) {
        var started =
                Thread.ofPlatform().daemon().name("tg-wakes").unstarted(() -> run(accounts, clock));
        lock.lock();
        try {
            rate = new Rate(loads, nanos.getAsLong());
            thread = started;
        } finally {
            lock.unlock();
        }
        started.start();
    }

    /// Brings somebody back.
    ///
    /// @param then gets the outcome once, at once or later on another thread, and must not block
    public void wake(WakeBy by, Consumer<WakeOutcome> then) {
        WakeOutcome atOnce;
        lock.lock();
        try {
            atOnce = enter(by, then);
        } finally {
            lock.unlock();
        }
        if (atOnce != null) {
            then.accept(atOnce);
        }
    }

    /// The same, and waits for the outcome.
    ///
    /// @param patience how long at most
    public WakeOutcome await(WakeBy by, Duration patience) {
        var outcome = new CompletableFuture<WakeOutcome>();
        wake(by, outcome::complete);
        try {
            return outcome.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return new WakeOutcome.Unavailable("the database does not answer");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new WakeOutcome.Unavailable("the node stops");
        }
    }

    /// Null if the outcome follows.
    private @Nullable WakeOutcome enter(WakeBy by, Consumer<WakeOutcome> then) {
        switch (node.whereabouts(by)) {
            case HERE -> {
                return AWAKE;
            }
            case NOWHERE -> {
                return UNKNOWN;
            }
            case PERHAPS_AT_REST -> {}
        }
        long now = nanos.getAsLong();
        WakeOutcome before = recall(by, now);
        if (before != null) {
            return before;
        }
        Asked one = asked.get(by);
        if (waiting >= MOST_WAITING || closing) {
            return refuse(BUSY);
        }
        if (one == null) {
            if (away != null && (now - awayNanos < REMEMBERED || !asked.isEmpty())) {
                return refuse(away);
            }
            if (rate == null) {
                return refuse(new WakeOutcome.Unavailable("the database is starting"));
            }
            if (asked.size() >= MOST_ASKED || !rate.take(now)) {
                return refuse(BUSY);
            }
            one = new Asked(by, node.resting().horizon());
            asked.put(by, one);
            queue.add(one);
            work.signal();
        }
        one.then.add(then);
        waiting++;
        return null;
    }

    private WakeOutcome refuse(WakeOutcome outcome) {
        refused.incrementAndGet();
        return outcome;
    }

    private @Nullable WakeOutcome recall(WakeBy by, long now) {
        while (!remembered.isEmpty()
                && remembered.firstEntry().getValue().untilNanos() - now <= 0) {
            remembered.pollFirstEntry();
        }
        Remembered entry = remembered.get(by);
        return entry == null ? null : entry.outcome();
    }

    private void run(RestingAccounts accounts, InstantSource clock) {
        while (true) {
            List<Asked> batch = next();
            if (batch.isEmpty()) {
                return;
            }
            lookUp(batch, accounts, clock);
        }
    }

    /// Waits for work; empty at the end.
    private List<Asked> next() {
        lock.lock();
        try {
            while (queue.isEmpty() && !closing) {
                work.awaitUninterruptibly();
            }
            var batch = new ArrayList<Asked>();
            while (!closing && !queue.isEmpty() && batch.size() < BATCH) {
                batch.add(queue.poll());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void lookUp(List<Asked> batch, RestingAccounts accounts, InstantSource clock) {
        try {
            var found = accounts.find(batch.stream().map(one -> one.by).toList());
            back();
            for (Asked one : batch) {
                AccountImage image = found.images().get(one.by);
                String damage = found.damaged().get(one.by);
                finish(
                        one,
                        damage == null
                                ? outcome(one, image, found.folded(), clock)
                                : new WakeOutcome.Unavailable(damage));
            }
        } catch (RestUnavailable e) {
            failed(batch, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "accounts at rest cannot be looked up", e);
            failed(batch, e.toString());
        }
    }

    /// Null if it is to be looked up again.
    private @Nullable WakeOutcome outcome(
            Asked one, @Nullable AccountImage image, long folded, InstantSource clock) {
        try {
            if (image != null && node.wake(image, folded, clock.instant())) {
                return AWAKE;
            }
            if (image == null && node.hears(one.by, clock.instant())) {
                return AWAKE;
            }
        } catch (LedgerConflict | StorageFullException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "an account stays at rest", e);
            return new WakeOutcome.Unavailable(String.valueOf(e.getMessage()));
        }
        long horizon = node.resting().horizon();
        if (folded >= horizon) {
            // Then an image would have been taken, and a name without one is nobody's.
            return image == null ? UNKNOWN : null;
        }
        return folded < one.horizon || one.tries >= TRIES ? behind(folded, horizon) : null;
    }

    private WakeOutcome.Unavailable behind(long folded, long horizon) {
        return new WakeOutcome.Unavailable(
                "the database is folded up to fact "
                        + folded
                        + ", below the rest horizon, fact "
                        + horizon
                        + ": an older database was restored, or the views are catching up");
    }

    private void finish(Asked one, @Nullable WakeOutcome outcome) {
        if (outcome == null) {
            lock.lock();
            try {
                one.tries++;
                queue.add(one);
            } finally {
                lock.unlock();
            }
            return;
        }
        List<Consumer<WakeOutcome>> then;
        lock.lock();
        try {
            if (!asked.remove(one.by, one)) {
                return;
            }
            count(outcome);
            then = List.copyOf(one.then);
            waiting -= then.size();
            if (!(outcome instanceof WakeOutcome.Awake)) {
                long until = nanos.getAsLong() + REMEMBERED;
                remembered.put(one.by, new Remembered(outcome, until));
            }
        } finally {
            lock.unlock();
        }
        then.forEach(waiter -> waiter.accept(outcome));
    }

    private void failed(List<Asked> batch, String why) {
        var outcome = new WakeOutcome.Unavailable(why);
        var all = new ArrayList<>(batch);
        lock.lock();
        try {
            all.addAll(queue);
            queue.clear();
            away = outcome;
            awayNanos = nanos.getAsLong();
        } finally {
            lock.unlock();
        }
        all.forEach(one -> finish(one, outcome));
    }

    private void back() {
        lock.lock();
        try {
            away = null;
        } finally {
            lock.unlock();
        }
    }

    /// Says the first time of several why somebody cannot come back.
    private void count(WakeOutcome outcome) {
        switch (outcome) {
            case WakeOutcome.Awake _ -> {
                woken.incrementAndGet();
                told = false;
            }
            case WakeOutcome.Unknown _ -> unknown.incrementAndGet();
            case WakeOutcome.Unavailable(String why) -> {
                refused.incrementAndGet();
                if (!told && !closing) {
                    LOG.log(Level.WARNING, "accounts at rest are unavailable: {0}", why);
                }
                told = true;
            }
        }
    }

    /// Nobody comes back any more.
    @Override
    public void close() {
        Thread started;
        lock.lock();
        try {
            closing = true;
            started = thread;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (started != null && !started.join(Duration.ofSeconds(5))) {
                started.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var left = new WakeOutcome.Unavailable("the node stops");
        List<Asked> all;
        lock.lock();
        try {
            queue.clear();
            all = new ArrayList<>(asked.values());
        } finally {
            lock.unlock();
        }
        all.forEach(one -> finish(one, left));
    }
}
