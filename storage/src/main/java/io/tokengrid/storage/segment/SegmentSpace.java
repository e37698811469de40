package io.tokengrid.storage.segment;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Complete segments made ahead of need, and the count of the room that is surely left in them.
/// Thread-safe.
final class SegmentSpace {

    /// An open segment file that holds no frame of its number.
    record Spare(long number, SegmentFile file, long size) {}

    private static final System.Logger LOG = System.getLogger(SegmentSpace.class.getName());

    /// Zeros are written and synced in pieces, so that a group's sync never waits behind a whole
    /// segment.
    private static final byte[] ZEROS = new byte[1 << 20];

    /// After a piece the disk is left alone for this many times as long as the piece took, while
    /// there is still a spare.
    private static final int PAUSE_FACTOR = 3;

    private static final long RETRY_MILLIS = 1_000;

    private final SegmentFiles files;
    private final JournalOptions options;
    private final Deque<Spare> ready = new ArrayDeque<>();
    private final Deque<String> freed = new ArrayDeque<>();
    private final AtomicLong room = new AtomicLong();
    private long next;

    /// Whether [#keepReady] has begun: before, the journal is being opened and waits for its first
    /// segment.
    private boolean running;

    /// Whether the journal thread has nowhere to write.
    private boolean waiting;

    private boolean closing;
    private boolean stopped;
    private @Nullable String shortage;

    /// @param next number of the first segment to make
    SegmentSpace(SegmentFiles files, JournalOptions options, long next) {
        this.files = files;
        this.options = options;
        this.next = next;
    }

    /// Takes over a spare or a freed file that an earlier process left.
    synchronized void adopt(Spare spare) {
        add(spare);
        next = spare.number() + 1;
    }

    synchronized void adoptFreed(String name) throws IOException {
        if (freed.size() < options.segmentsAhead()) {
            freed.add(name);
        } else {
            files.delete(name);
        }
    }

    /// Bytes that surely can still be written, whatever the sizes of the facts are: at each
    /// segment's end as much may be left over as the largest frame takes.
    long room() {
        return room.get();
    }

    /// Counts `bytes` more (or fewer) in the segment that is being written.
    void changeRoom(long bytes) {
        room.addAndGet(bytes);
    }

    /// What of `bytes` left in a segment is sure to be of use.
    long sure(long bytes) {
        return bytes - Frame.size(options.groupBytes());
    }

    synchronized boolean hasSpare() {
        return !ready.isEmpty();
    }

    /// The next segment to write; waits until there is one. Its room stays counted.
    synchronized Spare take() throws IOException {
        while (ready.isEmpty()) {
            if (stopped || (closing && shortage != null)) {
                throw new IOException("The journal closes and has no segment for its last facts");
            }
            waiting = true;
            pause(RETRY_MILLIS);
        }
        waiting = false;
        Spare spare = ready.remove();
        notifyAll();
        return spare;
    }

    /// Makes spares as they are needed until [#stop]; the whole life of a thread.
    void keepReady() {
        String reported = null;
        synchronized (this) {
            running = true;
        }
        while (!isStopped()) {
            if (!prepare()) {
                String reason = shortage();
                if (reason != null && !reason.equals(reported) && !isStopped()) {
                    LOG.log(Level.WARNING, "No journal segment can be made ahead: {0}", reason);
                }
                reported = reason;
                waitForNeed();
            }
        }
    }

    private synchronized void waitForNeed() {
        if (!stopped) {
            // Without a limit only while nothing is missing: then take() wakes it.
            pause(ready.size() < options.segmentsAhead() ? RETRY_MILLIS : 0);
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the callers loop, or do not mind to go on early
    private synchronized void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
        }
    }

    /// Lets nobody wait any more for room on a full disk.
    synchronized void closing() {
        closing = true;
        notifyAll();
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /// Why no more segments can be made, or null.
    synchronized @Nullable String shortage() {
        return shortage;
    }

    /// Makes one segment if one is missing; answers whether it did. One thread at a time.
    boolean prepare() {
        String recycled;
        long number;
        synchronized (this) {
            if (stopped || ready.size() >= options.segmentsAhead()) {
                return false;
            }
            recycled = freed.poll();
            number = next;
        }
        String name = SegmentName.of(number);
        try {
            if (recycled == null) {
                requireFree();
                recycled = name + SegmentName.UNFINISHED;
                fill(recycled);
            }
            files.rename(recycled, name);
            files.syncFolder();
            SegmentFile file = files.open(name);
            synchronized (this) {
                next = number + 1;
                shortage = null;
                add(new Spare(number, file, file.size()));
            }
            return true;
        } catch (IOException e) {
            discard(name + SegmentName.UNFINISHED);
            discard(name);
            synchronized (this) {
                shortage = String.valueOf(e.getMessage());
            }
            return false;
        }
    }

    private void requireFree() throws IOException {
        long free = files.freeBytes();
        if (free - options.segmentBytes() < options.minFreeBytes()) {
            throw new IOException(
                    "%,d bytes are free on the disk, a segment takes %,d, and %,d are to stay free"
                            .formatted(free, options.segmentBytes(), options.minFreeBytes()));
        }
    }

    private void fill(String name) throws IOException {
        try (SegmentFile file = files.create(name)) {
            for (long at = 0; at < options.segmentBytes() && !isStopped(); at += ZEROS.length) {
                long started = System.nanoTime();
                file.write(ZEROS, 0, (int) Math.min(ZEROS.length, options.segmentBytes() - at), at);
                if (!isUrgent()) {
                    file.sync();
                    leaveDiskAlone(System.nanoTime() - started);
                }
            }
            if (isStopped()) {
                throw new IOException("the journal was closed");
            }
            file.sync();
        }
    }

    private synchronized boolean isUrgent() {
        return waiting || !running;
    }

    private synchronized void leaveDiskAlone(long pieceNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(pieceNanos * PAUSE_FACTOR);
        if (millis > 0 && !ready.isEmpty() && !stopped) {
            pause(millis);
        }
    }

    private void discard(String name) {
        try {
            if (files.list().contains(name)) {
                files.delete(name);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Could not delete " + files.describe(name), e);
        }
    }

    private synchronized void add(Spare spare) {
        room.addAndGet(sure(spare.size()));
        ready.add(spare);
        notifyAll();
    }

    /// Takes a segment that holds no fact anybody needs: keeps it to be used again, or deletes it.
    void free(String name, long size) throws IOException {
        boolean keep;
        synchronized (this) {
            keep = size == options.segmentBytes() && freed.size() < options.segmentsAhead();
        }
        if (keep) {
            files.rename(name, name + SegmentName.FREED);
            files.syncFolder();
            synchronized (this) {
                freed.add(name + SegmentName.FREED);
                notifyAll();
            }
        } else {
            files.delete(name);
            files.syncFolder();
        }
    }

    /// Closes the spares that nobody took.
    synchronized void close() throws IOException {
        for (Spare spare : ready) {
            spare.file().close();
        }
        ready.clear();
    }
}
