package io.tokengrid.storage.postgres;

import io.tokengrid.storage.postgres.FoldStatus.State;
import io.tokengrid.storage.segment.SegmentJournal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Folds a node's journal into the database's views, for ever, behind the writer: a platform thread
/// of its own (`tg-fold`). Rows and position are committed in one transaction, so every fact is
/// folded exactly once, whatever ends in between. A database that is away is tried again and again;
/// nothing is kept in memory for it meanwhile.
///
/// Thread-safe.
public final class Fold implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Fold.class.getName());
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(50);

    /// How often what was folded is made durable, so that the journal before it can be deleted.
    private static final long DURABLE_NANOS = TimeUnit.SECONDS.toNanos(20);

    /// An idle fold asks as often whether the database is still the one that took what it wrote.
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

    private final SegmentJournal journal;
    private final int node;
    private final Connections connections;
    private final FoldOptions options;
    private final InstantSource clock;
    private final AuditFigures audit = new AuditFigures();
    private final Thread thread = Thread.ofPlatform().name("tg-fold").unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition progress = lock.newCondition();
    private FoldPoint point;
    private boolean positionKnown;
    private long durable;
    private State state = State.CATCHING_UP;
    private @Nullable String lastError;
    private long awaited;

    private volatile boolean asleep;
    private volatile boolean closing;

    private Fold(
            SegmentJournal journal,
            int node,
            Connections connections,
            FoldOptions options,
            InstantSource clock) {
        this.journal = journal;
        this.node = node;
        this.connections = connections;
        this.options = options;
        this.clock = clock;
        this.point = FoldPoint.START;
        journal.onDurable(_ -> wake());
    }

    /// Starts folding; neither the database nor the schema needs to be there yet.
    ///
    /// @param node whose journal it is
    public static Fold start(
            SegmentJournal journal,
            int node,
            Connections connections,
            FoldOptions options,
            InstantSource clock) {
        var fold = new Fold(journal, node, connections, options, clock);
        fold.thread.start();
        return fold;
    }

    public FoldStatus status() {
        lock.lock();
        try {
            long end = journal.durableSequence();
            long folded = point.position().sequence();
            Duration lag = Duration.ZERO;
            if (folded < end && positionKnown) {
                lag = Duration.between(point.at(), clock.instant());
            }
            return new FoldStatus(
                    state, folded, end, lag.isNegative() ? Duration.ZERO : lag, lastError);
        } finally {
            lock.unlock();
        }
    }

    /// What the audit last found.
    public AuditFigures audit() {
        return audit;
    }

    /// Waits until a fact is folded; false if that does not happen within `patience`.
    public boolean awaitFolded(long sequence, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lock();
        try {
            awaited = Math.max(awaited, sequence);
            LockSupport.unpark(thread);
            while (point.position().sequence() < sequence) {
                if (nanos <= 0 || state == State.STOPPED) {
                    return false;
                }
                nanos = progress.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The last fact whose rows no crash of the database can lose: what the journal need not keep
    /// for this fold. 0 while that is not known.
    public long durablyFolded() {
        lock.lock();
        try {
            return durable;
        } finally {
            lock.unlock();
        }
    }

    /// Stops after the batch at hand. What is left is folded after the next start.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            if (!thread.join(STOP_PATIENCE)) {
                LOG.log(Level.WARNING, "the fold waits for the database and is left alone");
                thread.interrupt();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Duration backoff = FIRST_BACKOFF;
        while (!closing) {
            long folded = folded();
            try (FoldSession session =
                    FoldSession.begin(journal, node, connections, options, audit)) {
                begun(session);
                follow(session);
                return;
            } catch (SQLException e) {
                away(e);
            } catch (IOException | RuntimeException e) {
                if (!(e instanceof DatabaseUnavailable)) {
                    stopped(e);
                    return;
                }
                away(e);
            }
            backoff = folded() > folded ? FIRST_BACKOFF : longer(backoff);
            if (!closing) {
                LockSupport.parkNanos(this, backoff.toNanos());
            }
        }
    }

    private void follow(FoldSession session) throws IOException, SQLException {
        long madeDurable = System.nanoTime() - DURABLE_NANOS;
        while (!closing) {
            long began = System.nanoTime();
            ViewWriter.Stretch stretch = session.read();
            if (stretch == null) {
                session.check();
                current();
                sleep(session.point().position().sequence());
                continue;
            }
            boolean durably = began - madeDurable >= DURABLE_NANOS;
            session.write(stretch, durably);
            if (durably) {
                madeDurable = began;
            }
            boolean more = stretch.fold().facts() >= options.batchFacts();
            committed(session, more);
            if (!more) {
                pace(began);
            }
        }
    }

    /// Lets facts gather, unless somebody waits for one that is durable.
    private void pace(long began) {
        long until = began + options.pace().toNanos();
        for (long rest = until - System.nanoTime();
                rest > 0 && !closing && !isAwaited();
                rest = until - System.nanoTime()) {
            LockSupport.parkNanos(this, rest);
        }
    }

    private boolean isAwaited() {
        lock.lock();
        try {
            return awaited > point.position().sequence()
                    && journal.durableSequence() > point.position().sequence();
        } finally {
            lock.unlock();
        }
    }

    private void sleep(long folded) {
        asleep = true;
        // Less where the replica has not been heard from yet.
        if (journal.durableSequence() <= folded && !closing) {
            LockSupport.parkNanos(this, IDLE_NANOS);
        }
        asleep = false;
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private long folded() {
        lock.lock();
        try {
            return point.position().sequence();
        } finally {
            lock.unlock();
        }
    }

    /// The database answers; whether it takes what is written is seen at the first commit.
    private void begun(FoldSession session) {
        lock.lock();
        try {
            point = session.point();
            positionKnown = true;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void current() {
        lock.lock();
        try {
            state = State.CURRENT;
            lastError = null;
        } finally {
            lock.unlock();
        }
    }

    private void committed(FoldSession session, boolean more) {
        lock.lock();
        try {
            point = session.point();
            durable = Math.max(durable, session.durable());
            state = more ? State.CATCHING_UP : State.CURRENT;
            lastError = null;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void away(Exception e) {
        boolean first;
        lock.lock();
        try {
            first = state != State.AWAY;
            state = State.AWAY;
            lastError = String.valueOf(e.getMessage());
        } finally {
            lock.unlock();
        }
        if (first && !closing) {
            LOG.log(Level.WARNING, "the views wait for their database: {0}", e.getMessage());
        }
    }

    private void stopped(Exception e) {
        String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
        lock.lock();
        try {
            state = State.STOPPED;
            lastError = reason;
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.log(Level.ERROR, "the fold stopped", e);
    }

    private Duration longer(Duration backoff) {
        Duration twice = backoff.multipliedBy(2);
        return twice.compareTo(options.maxBackoff()) < 0 ? twice : options.maxBackoff();
    }
}
