package io.tokengrid.storage;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.FactCodec;
import io.tokengrid.journal.NodeState;
import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.JournalReader;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.units.BinaryWriter;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Applies the journal's facts, behind the writer, to a second copy of the state: the running check
/// of `ReplayGivesSameState`, and the source of snapshots (exactness D2). One that cannot be
/// written is tried again at its next turn.
///
/// One platform thread of its own; [#compare] may be called from any other.
final class Follower implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Follower.class.getName());

    private final SegmentJournal journal;
    private final SnapshotStore snapshots;
    private final SnapshotPace pace;
    private final Thread thread = new Thread(this::run, "tg-follower");
    private final NodeState state;
    private JournalPosition snapshotted;
    private long since;
    private volatile boolean closing;
    private volatile boolean asleep;
    private volatile @Nullable Comparison wanted;
    private volatile @Nullable String failure;

    /// @param begin the state to go on from; the follower's own from here on
    Follower(
            SegmentJournal journal,
            SnapshotStore snapshots,
            SnapshotPace pace,
            SnapshotStore.Snapshot begin) {
        this.journal = journal;
        this.snapshots = snapshots;
        this.pace = pace;
        this.state = begin.state();
        this.snapshotted = begin.position();
        journal.onSynced(_ -> wake());
    }

    void start() {
        thread.start();
    }

    /// What is wrong with the second copy; null if nothing is.
    @Nullable String failure() {
        return failure;
    }

    /// Whether the second copy, once it has come to the position, equals a frozen state. Waits at
    /// most `patience`; null if the follower did not get there in time.
    @Nullable Boolean compare(Node.Frozen frozen, Duration patience) throws InterruptedException {
        var comparison = new Comparison(frozen);
        wanted = comparison;
        wake();
        boolean done = comparison.done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        return done ? comparison.equal : null;
    }

    private static final class Comparison {
        final Node.Frozen frozen;
        final CountDownLatch done = new CountDownLatch(1);
        volatile boolean equal;

        Comparison(Node.Frozen frozen) {
            this.frozen = frozen;
        }
    }

    private void run() {
        try (JournalReader reader = journal.read(snapshotted)) {
            long last = snapshotted.sequence();
            since = System.nanoTime();
            while (true) {
                while (!isWantedAt(last) && reader.next()) {
                    Fact fact = FactCodec.read(reader.bytes(), reader.from(), reader.length());
                    state.apply(fact);
                    last = reader.sequence();
                    if (reader.atGroupEnd() && isDue(last)) {
                        snapshot(reader.position());
                    }
                }
                if (isWantedAt(last)) {
                    answer();
                    continue;
                }
                boolean ending = closing && last == journal.syncedSequence();
                if (isDue(last) || (ending && last > snapshotted.sequence())) {
                    snapshot(reader.position());
                }
                if (ending) {
                    return;
                }
                sleep(last);
            }
        } catch (IOException | RuntimeException e) {
            failure = String.valueOf(e.getMessage());
            LOG.log(System.Logger.Level.ERROR, "follower stopped", e);
        }
    }

    private boolean isWantedAt(long sequence) {
        Comparison comparison = wanted;
        return comparison != null && sequence >= comparison.frozen.sequence();
    }

    private void answer() {
        Comparison comparison = wanted;
        if (comparison != null) {
            wanted = null;
            var own = new BinaryWriter(64 << 10);
            state.write(own);
            byte[] live = comparison.frozen.snapshot();
            comparison.equal = Arrays.equals(own.buffer(), 0, own.size(), live, 0, live.length);
            comparison.done.countDown();
        }
    }

    private boolean isDue(long last) {
        return pace.due(last - snapshotted.sequence(), System.nanoTime() - since);
    }

    private void snapshot(JournalPosition position) {
        try {
            snapshots.write(position, state);
            snapshotted = position;
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "a snapshot could not be written", e);
        }
        since = System.nanoTime();
    }

    private void sleep(long last) {
        asleep = true;
        if (journal.syncedSequence() == last && wanted == null && !closing) {
            long untilDue = pace.time().toNanos() - (System.nanoTime() - since);
            boolean waiting = last > snapshotted.sequence() && untilDue > 0;
            LockSupport.parkNanos(this, waiting ? untilDue : pace.time().toNanos());
        }
        asleep = false;
    }

    private void wake() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    /// Follows to the journal's end, writes a last snapshot and stops.
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
