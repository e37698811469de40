package io.tokengrid.storage.segment;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a replica gets of a journal, in order, and where it says what it has. It gets what this
/// disk has synced, so it never knows a fact that a crash of this node could take back; its writing
/// goes on beside the syncs of later groups.
///
/// One thread, the replica's, calls [#begin], [#next], [#acknowledge], [#inStep] and [#stop]; the
/// rest may be called by any.
public final class ReplicaFeed implements AutoCloseable {

    /// A replica that has not been in step for so long is away (exactness C5).
    public static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(5);

    /// Groups that follow each other, as they are written: the frames of the package document
    /// without what fills up their last sectors.
    ///
    /// @param first sequence of the first fact
    /// @param end where they end
    /// @param whole whether nothing more was synced when they were read
    @SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
    public record Groups(long first, JournalPosition end, byte[] frames, boolean whole) {}

    private final JournalWriter writer;
    private final Runnable durable;
    private @Nullable JournalReader reader;
    private volatile JournalPosition acknowledged = JournalPosition.START;
    private volatile Runnable wake = () -> {};

    /// When the oldest fact was synced that is not acknowledged; 0 if there is none.
    private volatile long behindSince;

    /// When the replica last had all that was synced by then; only once it was in step.
    private volatile long inStepAt;

    private volatile boolean beenInStep;

    ReplicaFeed(JournalWriter writer, Runnable durable) {
        this.writer = writer;
        this.durable = durable;
        behindSince = System.nanoTime();
    }

    /// The run of the node that the journal is in.
    public Epoch epoch() {
        return new Epoch(writer.epoch(), writer.incarnation());
    }

    /// Begins after what the replica has.
    ///
    /// @throws JournalDiverged the journal ends before, or has another running hash there
    /// @throws FactsDeleted the journal begins only later
    public void begin(JournalPosition position) throws IOException {
        close();
        reader = JournalReader.after(writer, position);
        acknowledged(position);
    }

    /// The position before the oldest fact that is kept: where a replica that has nothing begins.
    public JournalPosition oldest() throws IOException {
        long before = writer.segments().oldestSequence() - 1;
        RunningHash hash = JournalReader.hashAfter(writer, before);
        if (hash == null) {
            throw new IOException("No group ends before fact " + (before + 1));
        }
        return new JournalPosition(before, hash);
    }

    /// The next groups, `bytes` of them or a little more; null if there are none yet.
    public @Nullable Groups next(int bytes) throws IOException {
        JournalReader groups = reader;
        if (groups == null) {
            throw new IllegalStateException("It has not begun");
        }
        long before = groups.sequence();
        var frames = new ByteArrayOutputStream();
        while (frames.size() < bytes && groups.nextWhole()) {
            frames.writeBytes(groups.frame());
            // Checks that the next group goes on from here.
            groups.position();
        }
        return frames.size() == 0
                ? null
                : new Groups(
                        before + 1,
                        groups.position(),
                        frames.toByteArray(),
                        groups.sequence() == writer.tail().position().sequence());
    }

    /// The replica has what it was given, so that no crash of its own can lose it.
    ///
    /// @param askedNanos before [#next] was called
    public void acknowledge(Groups groups, long askedNanos) {
        acknowledged(groups.end());
        if (groups.whole()) {
            inStep(askedNanos);
        } else {
            behindSince = askedNanos;
        }
    }

    private void acknowledged(JournalPosition position) {
        acknowledged = position;
        durable.run();
    }

    /// The replica answers and has all that was synced.
    ///
    /// @param askedNanos before it was asked
    public void inStep(long askedNanos) {
        inStepAt = askedNanos;
        beenInStep = true;
        behindSince = 0;
        // What was synced meanwhile.
        if (behindFacts() > 0) {
            behindSince = askedNanos;
        }
    }

    /// The replica can never go on with this journal.
    public void stop() {
        beenInStep = false;
    }

    /// Has `action` run on the journal thread after each sync; it must be quick.
    public void onSynced(Runnable action) {
        wake = action;
    }

    void synced(long nowNanos) {
        if (behindSince == 0 && behindFacts() > 0) {
            behindSince = nowNanos;
        }
        wake.run();
    }

    /// What the replica is known to have.
    public JournalPosition acknowledged() {
        return acknowledged;
    }

    /// Synced facts that the replica is not known to have.
    public long behindFacts() {
        return Math.max(0, writer.tail().position().sequence() - acknowledged.sequence());
    }

    /// For how long the oldest of them has waited; 0 if there is none.
    ///
    /// @param nowNanos [System#nanoTime]
    public long behindNanos(long nowNanos) {
        long since = behindSince;
        return since == 0 ? 0 : Math.max(0, nowNanos - since);
    }

    /// Whether the replica has not been in step for [#AWAY_NANOS], or not since the start: no call
    /// is taken then.
    ///
    /// @param nowNanos [System#nanoTime]
    public boolean away(long nowNanos) {
        return !beenInStep || nowNanos - inStepAt > AWAY_NANOS;
    }

    /// Lets retention go on; [#begin] begins again.
    @Override
    public void close() throws IOException {
        JournalReader open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }
}
