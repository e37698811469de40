package io.tokengrid.storage.segment;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The node's journal on disk: numbered facts in preallocated segment files, one `fdatasync` per
/// group.
///
/// One appender at a time, under a lock of its own: [#reserve], [#append] and [#release] are called
/// holding it, and [#wake] after leaving it. All else may be called from any thread. A fact's bytes
/// are opaque.
///
/// **Room.** Before an appender commits itself to a call, it reserves room for every fact that the
/// call may still append; it releases a fact's share when it appends it, or when it will not come.
/// Appending what was reserved never fails for want of room.
///
/// **Durable** is what no crash can lose: what this disk has synced, and what the replica has too
/// once there is one ([#replicate]). What only this disk has is synced.
///
/// **Failure.** After the first write or sync that fails, nothing is written or synced again:
/// whatever the kernel says afterwards, what is on disk is not known. [#append] throws
/// [JournalFailed], [#reserve] answers false, listeners are told, and the process is to end.
public final class SegmentJournal implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SegmentJournal.class.getName());

    /// The longest that facts lie around when their appender dies before it calls [#wake].
    private static final long IDLE_NANOS = 100_000_000;

    private final Closeable lock;
    private final JournalWriter writer;
    private final Linger linger;
    private final List<LongConsumer> syncedListeners = new CopyOnWriteArrayList<>();
    private final List<LongConsumer> durableListeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<IOException>> failureListeners = new CopyOnWriteArrayList<>();
    private final Thread journalThread;
    private final Thread spaceThread;
    private volatile boolean parked;
    private volatile boolean closing;
    private volatile @Nullable IOException failure;
    private volatile @Nullable ReplicaFeed replica;

    private SegmentJournal(Closeable lock, JournalWriter writer, JournalOptions options) {
        this.lock = lock;
        this.writer = writer;
        linger = Linger.upTo(options.maxLinger());
        journalThread = Thread.ofPlatform().name("journal").unstarted(this::commitGroups);
        spaceThread =
                Thread.ofPlatform()
                        .name("journal-space")
                        .daemon()
                        .unstarted(writer.space()::keepReady);
    }

    /// Opens the journal in `folder`, making it if there is none: takes the folder's lock, finds
    /// the last durable fact and begins a new epoch.
    ///
    /// @param node this node's number; a folder belongs to one node for ever
    /// @param random draws the incarnation; a `SecureRandom`, but in tests
    /// @throws JournalFolderHeld another process has the folder
    /// @throws JournalTooNew a newer version wrote it
    /// @throws JournalDamaged a frame that was durable cannot be read
    /// @throws JournalDiverged it belongs to another node
    /// @throws IOException the disk failed, or has no room for the first segment
    public static SegmentJournal open(
            Path folder, int node, JournalOptions options, RandomGenerator random)
            throws IOException {
        makeFolder(folder.toAbsolutePath());
        FolderLock lock = FolderLock.take(folder);
        try {
            return open(new DiskFolder(folder), lock, node, options, random);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        Path parent = folder.getParent();
        if (!Files.exists(folder) && parent != null) {
            Files.createDirectories(folder);
            DiskFolder.sync(parent);
        }
    }

    /// @param lock closed after all else when the journal is closed
    static SegmentJournal open(
            SegmentFiles files,
            Closeable lock,
            int node,
            JournalOptions options,
            RandomGenerator random)
            throws IOException {
        JournalWriter writer = new JournalWriter(files, node, options, random);
        SegmentJournal journal = new SegmentJournal(lock, writer, options);
        journal.journalThread.start();
        journal.spaceThread.start();
        return journal;
    }

    /// Number of this run of the node, from 1 on.
    public int epoch() {
        return writer.epoch();
    }

    /// Random 128 bits of this run.
    public UUID incarnation() {
        return writer.incarnation();
    }

    /// Sees to it that `facts` facts of `bytes` bytes in all can be appended later, whatever
    /// happens in between; false when the disk or the buffer has no room for them, or the journal
    /// has failed.
    public boolean reserve(int facts, int bytes) {
        return failure == null && writer.reserve(facts, bytes);
    }

    /// Gives back what was reserved; [IllegalArgumentException] when it is more than that.
    public void release(int facts, int bytes) {
        writer.release(facts, bytes);
    }

    /// Appends a copy of a fact to the group to be written next and answers its sequence: 1, 2, 3
    /// ... over all epochs. Never does I/O, never waits. The fact is on its way only once [#wake]
    /// is called.
    ///
    /// @throws JournalFailed after a failed write or sync
    /// @throws IllegalArgumentException for a fact longer than [#maxFactBytes]
    /// @throws IllegalStateException when its room was not reserved and the buffer is full
    public long append(byte[] fact, int from, int length) {
        IOException failed = failure;
        if (failed != null) {
            throw new JournalFailed(failed);
        }
        return writer.append(fact, from, length);
    }

    /// Lets the journal thread see what was appended. Costs nothing unless that thread sleeps; then
    /// it is a system call, which may also give up the processor: so never under the appender's
    /// lock.
    public void wake() {
        if (parked) {
            parked = false;
            LockSupport.unpark(journalThread);
        }
    }

    /// The longest fact that can be appended, in bytes.
    public int maxFactBytes() {
        return writer.maxFactBytes();
    }

    /// Sequence of the last fact appended; 0 before the first.
    public long lastSequence() {
        return writer.buffer().lastSequence();
    }

    /// Sequence of the last fact that this disk has; 0 before the first.
    public long syncedSequence() {
        return writer.tail().position().sequence();
    }

    /// Sequence of the last fact that no crash can lose; 0 before the first, and until the replica
    /// was heard from.
    public long durableSequence() {
        ReplicaFeed feed = replica;
        return feed == null ? syncedSequence() : feed.acknowledged().sequence();
    }

    /// The durable end with its running hash.
    public JournalPosition durablePosition() {
        ReplicaFeed feed = replica;
        return feed == null ? writer.tail().position() : feed.acknowledged();
    }

    /// Makes durability wait for a replica from here on; called once, before anybody waits.
    public ReplicaFeed replicate() {
        var feed = new ReplicaFeed(writer, this::replicated);
        replica = feed;
        return feed;
    }

    /// What feeds the replica; null if there is none.
    public @Nullable ReplicaFeed replica() {
        return replica;
    }

    /// Calls `listener` on the journal thread after each sync with the new synced sequence, as
    /// [#onDurable] does.
    public void onSynced(LongConsumer listener) {
        syncedListeners.add(listener);
    }

    /// Calls `listener` after each sync, or after each acknowledgement of the replica, with the new
    /// durable sequence. It must be quick: the next group waits. One that throws fails the journal.
    public void onDurable(LongConsumer listener) {
        durableListeners.add(listener);
    }

    /// Calls `listener` once, on the journal thread, with the first write or sync that failed; at
    /// once if that was before.
    public void onFailure(Consumer<IOException> listener) {
        failureListeners.add(listener);
        IOException failed = failure;
        if (failed != null && failureListeners.remove(listener)) {
            listener.accept(failed);
        }
    }

    /// Age in nanoseconds of the oldest fact that is not durable yet, 0 if there is none.
    ///
    /// @param nowNanos [System#nanoTime]
    public long oldestUnsyncedNanos(long nowNanos) {
        long unsynced = writer.oldestUnsyncedNanos(nowNanos);
        ReplicaFeed feed = replica;
        return feed == null ? unsynced : Math.max(unsynced, feed.behindNanos(nowNanos));
    }

    /// Reads synced facts from `sequence` on.
    ///
    /// @throws FactsDeleted retention has deleted it
    /// @throws JournalDiverged the journal ends before it
    public JournalReader read(long sequence) throws IOException {
        return JournalReader.from(writer, sequence);
    }

    /// Reads synced facts after a position, once sure that it is one of this history.
    ///
    /// @throws FactsDeleted retention has deleted the facts after it
    /// @throws JournalDiverged the journal ends before it, or has another running hash there
    public JournalReader read(JournalPosition position) throws IOException {
        return JournalReader.after(writer, position);
    }

    /// The same for durable facts: what is made of them is never ahead of the replica.
    public JournalReader readDurable(JournalPosition position) throws IOException {
        return JournalReader.after(writer, position, this::durableSequence);
    }

    /// The running hash after fact `sequence`, when a group ends there.
    public Optional<RunningHash> hashAt(long sequence) throws IOException {
        return Optional.ofNullable(JournalReader.hashAfter(writer, sequence));
    }

    /// Deletes the segments all of whose facts are before `sequence`, but none that an open reader
    /// is still to read; answers the sequence of the oldest fact that is left. One call at a time.
    public long deleteBefore(long sequence) throws IOException {
        return writer.deleteBefore(sequence, null);
    }

    /// Deletes segments as [#deleteBefore(long)] does, each only once the archive has it.
    public long deleteBefore(long sequence, SegmentArchive archive) throws IOException {
        return writer.deleteBefore(sequence, archive);
    }

    /// The segments that are kept, oldest first; facts are appended to the last one. Not while
    /// segments are deleted.
    public List<KeptSegment> kept() throws IOException {
        return writer.kept();
    }

    /// Sequence of the oldest fact kept (or of the next one, when there is none).
    public long oldestSequence() {
        return writer.segments().oldestSequence();
    }

    public JournalStats stats() {
        return writer.stats();
    }

    private void commitGroups() {
        try {
            int last = 0;
            while (awaitFacts()) {
                gather(last);
                last = writer.commit();
                long synced = syncedSequence();
                tell(syncedListeners, synced);
                ReplicaFeed feed = replica;
                if (feed == null) {
                    tell(durableListeners, synced);
                } else {
                    feed.synced(System.nanoTime());
                }
            }
        } catch (IOException e) {
            fail(e);
        } catch (RuntimeException | Error e) {
            fail(new IOException("The journal thread ended: " + e, e));
        }
    }

    /// The replica has acknowledged facts.
    private void replicated() {
        try {
            tell(durableListeners, durableSequence());
        } catch (RuntimeException | Error e) {
            fail(new IOException("A fact could not be told to be durable: " + e, e));
        }
    }

    private static void tell(List<LongConsumer> listeners, long sequence) {
        for (LongConsumer listener : listeners) {
            listener.accept(sequence);
        }
    }

    private void gather(int last) {
        long waiting = writer.unwrittenFacts();
        long step = linger.first(waiting, last);
        while (step > 0 && !closing) {
            LockSupport.parkNanos(this, step);
            long now = writer.unwrittenFacts();
            step = linger.next(step, now - waiting);
            waiting = now;
        }
    }

    /// Sleeps until a fact waits; false once the journal closes and none does.
    private boolean awaitFacts() {
        while (writer.buffer().isEmpty()) {
            if (closing) {
                return false;
            }
            parked = true;
            if (writer.buffer().isEmpty() && !closing) {
                LockSupport.parkNanos(this, IDLE_NANOS);
            }
            parked = false;
        }
        return true;
    }

    private void fail(IOException cause) {
        failure = cause;
        writer.space().stop();
        LOG.log(Level.ERROR, "The journal failed; nothing is written any more", cause);
        for (Consumer<IOException> listener : List.copyOf(failureListeners)) {
            if (failureListeners.remove(listener)) {
                listener.accept(cause);
            }
        }
    }

    /// Writes what was appended, unless the journal has failed, and gives the folder back. Nothing
    /// may be appended any more.
    @Override
    public void close() throws IOException {
        closing = true;
        writer.space().closing();
        LockSupport.unpark(journalThread);
        join(journalThread);
        writer.space().stop();
        join(spaceThread);
        try {
            writer.close();
        } finally {
            lock.close();
        }
    }

    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
