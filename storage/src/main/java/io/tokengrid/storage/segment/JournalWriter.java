package io.tokengrid.storage.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Writes groups: takes what was appended, frames it, writes it once and syncs it once. Has no
/// thread of its own. [#commit] is called by one thread; the appender's calls need their own lock;
/// the rest may be called by any.
final class JournalWriter {

    /// The durable end.
    record Tail(long segment, long offset, JournalPosition position) {}

    /// The most that a fact takes on disk beyond its own bytes: it may be alone in its group.
    private static final int FACT_OVERHEAD =
            Frame.HEADER + FactBuffer.LENGTH_BYTES + Frame.SECTOR - 1;

    /// So many starts of a node whose disk is full find room for their epoch's frame.
    private static final int STARTS_ON_FULL_DISK = 64;

    private final SegmentFiles files;
    private final JournalOptions options;
    private final int node;
    private final HashChain hashes = new HashChain();
    private final SyncTimes times = new SyncTimes();
    private final Segments segments = new Segments();
    private final SegmentSpace space;
    private final FactBuffer buffer;

    private Chain chain;
    private SegmentSpace.Spare current;
    private long offset;
    private byte[] frame = new byte[64 << 10];

    private volatile Tail tail;
    private volatile long writtenPosition;
    private volatile long inFlightSince;
    private final LongAdder groups = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final long firstSequence;
    private final int epoch;
    private final UUID incarnation;

    private long reservedFacts;
    private long reservedBytes;
    private volatile long reservedRoom;

    /// Recovers what is in the folder and begins a new epoch.
    JournalWriter(SegmentFiles files, int node, JournalOptions options, RandomGenerator random)
            throws IOException {
        this.files = files;
        this.options = options;
        this.node = node;
        Recovery.Found found = new Recovery(files, node).run();
        tidy(found);
        space = new SegmentSpace(files, options, found.tailSegment() + 1);
        adoptSpares(found);
        for (Segments.Segment segment : found.segments()) {
            segments.add(segment);
        }
        chain = found.chain();
        offset = found.end();
        current = found.segments().isEmpty() ? firstSegment() : lastSegment(found);
        buffer = new FactBuffer(options.bufferBytes(), chain.lastSequence());
        firstSequence = chain.lastSequence() + 1;
        tail = new Tail(current.number(), offset, chain.position());
        epoch = Math.incrementExact(chain.epoch());
        incarnation = new UUID(random.nextLong(), random.nextLong());
        beginEpoch();
    }

    private void tidy(Recovery.Found found) throws IOException {
        for (String name : files.list()) {
            if (name.endsWith(SegmentName.UNFINISHED)) {
                files.delete(name);
            }
        }
        for (long stray : found.strays()) {
            files.delete(SegmentName.of(stray));
        }
    }

    private void adoptSpares(Recovery.Found found) throws IOException {
        boolean fitting = true;
        for (long number : found.spares()) {
            SegmentFile file = files.open(SegmentName.of(number));
            fitting &= file.size() == options.segmentBytes();
            if (fitting) {
                space.adopt(new SegmentSpace.Spare(number, file, file.size()));
            } else {
                file.close();
                files.delete(SegmentName.of(number));
            }
        }
        for (String name : files.list()) {
            if (name.endsWith(SegmentName.FREED)) {
                space.adoptFreed(name);
            }
        }
    }

    private SegmentSpace.Spare firstSegment() throws IOException {
        SegmentSpace.Spare first = spare();
        segments.add(new Segments.Segment(first.number(), 1));
        return first;
    }

    private SegmentSpace.Spare spare() throws IOException {
        if (!space.hasSpare() && !space.prepare()) {
            throw new IOException(
                    "There is no room for a journal segment: " + space.shortage() + ".");
        }
        return space.take();
    }

    /// Opens the last segment and writes its last frame again: the process before may have ended
    /// between its write and its sync, or its sync may have failed, and then only the kernel's
    /// cache has it.
    private SegmentSpace.Spare lastSegment(Recovery.Found found) throws IOException {
        long number = found.tailSegment();
        byte[] last;
        try (FrameCursor cursor = Recovery.cursor(files, number)) {
            Frame sound = Recovery.sound(files, cursor, number, found.lastFrame());
            last = cursor.copy(sound, found.lastFrame());
        }
        SegmentFile file = files.open(SegmentName.of(number));
        long size = file.size();
        file.write(last, 0, last.length, found.lastFrame());
        file.sync();
        space.changeRoom(space.sure(size - found.end()));
        return new SegmentSpace.Spare(number, file, size);
    }

    private void beginEpoch() throws IOException {
        if (offset + Frame.size(0) > current.size()) {
            nextSegment(spare());
        }
        Frame header =
                new Frame(
                        0,
                        current.number(),
                        chain.hash(),
                        incarnation,
                        node,
                        epoch,
                        chain.lastSequence() + 1,
                        0);
        write(header);
        chain = chain.with(header, chain.hash());
        moveTail(header);
    }

    /// Writes and syncs one group, if a fact is waiting; answers how many facts it had. After an
    /// exception it must not be called again.
    int commit() throws IOException {
        if (buffer.isEmpty()) {
            return 0;
        }
        inFlightSince = buffer.since();
        FactBuffer.Taken taken = takeGroup();
        Frame header =
                new Frame(
                        taken.bytes(),
                        current.number(),
                        chain.hash(),
                        incarnation,
                        node,
                        epoch,
                        chain.lastSequence() + 1,
                        taken.facts());
        write(header);
        chain = chain.with(header, hashes.after(header, frame, 0));
        moveTail(header);
        long position = writtenPosition + taken.bytes();
        writtenPosition = position;
        groups.increment();
        inFlightSince = 0;
        return taken.facts();
    }

    private FactBuffer.Taken takeGroup() throws IOException {
        while (true) {
            long left = Math.min(current.size() - offset, Frame.size(options.groupBytes()));
            int limit = (int) Math.min(left - Frame.HEADER, options.groupBytes());
            if (limit > 0) {
                growFrame((int) Math.min(limit, buffer.pendingBytes()));
                int fitting = Math.min(limit, frame.length - Frame.HEADER - Frame.PAGE);
                FactBuffer.Taken taken = buffer.take(frame, Frame.HEADER, fitting);
                if (taken.facts() > 0) {
                    return taken;
                }
            }
            nextSegment(space.take());
        }
    }

    /// Facts appended and not yet durable.
    long unwrittenFacts() {
        return buffer.lastSequence() - tail.position().sequence();
    }

    private void growFrame(int payload) {
        int needed = Frame.HEADER + payload + Frame.PAGE;
        if (frame.length < needed) {
            frame = new byte[Math.max(needed, frame.length * 2)];
        }
    }

    private void nextSegment(SegmentSpace.Spare next) throws IOException {
        space.changeRoom(-space.sure(current.size() - offset));
        current.file().close();
        current = next;
        offset = 0;
        segments.add(new Segments.Segment(next.number(), chain.lastSequence() + 1));
    }

    /// Writes up to the end of a page, so that the kernel never reads one in to change a part of
    /// it. What is written beyond the frame is zeros.
    private void write(Frame header) throws IOException {
        long started = System.nanoTime();
        header.write(frame);
        int length = Frame.HEADER + header.payload();
        long end = offset + length;
        int padded = length + (int) (Math.ceilDiv(end, Frame.PAGE) * Frame.PAGE - end);
        Arrays.fill(frame, length, padded, (byte) 0);
        current.file().write(frame, 0, padded, offset);
        current.file().sync();
        times.add(System.nanoTime() - started);
        bytes.add(padded);
    }

    private void moveTail(Frame header) {
        offset += header.size();
        space.changeRoom(-header.size());
        tail = new Tail(current.number(), offset, chain.position());
    }

    /// Sees to it that room is left for `count` facts of `length` bytes in all, on disk and in the
    /// buffer.
    boolean reserve(int count, int length) {
        long heldFacts = reservedFacts + count;
        long heldBytes = reservedBytes + length;
        long buffered = buffer.pendingBytes();
        if (buffered + heldBytes + heldFacts * FactBuffer.LENGTH_BYTES > buffer.capacity()) {
            return false;
        }
        // Read in this order: what is written is taken off the room before it counts as written.
        long unwrittenBytes = buffer.published() - writtenPosition;
        long needed = roomFor(heldFacts + unwrittenFacts(), heldBytes + unwrittenBytes);
        if (needed + keptForStarts() > space.room()) {
            return false;
        }
        hold(heldFacts, heldBytes);
        return true;
    }

    private long keptForStarts() {
        return Math.min(STARTS_ON_FULL_DISK * Frame.SECTOR, options.segmentBytes() / 64);
    }

    void release(int count, int length) {
        if (count > reservedFacts || length > reservedBytes) {
            throw new IllegalArgumentException(
                    "Released %d facts and %d bytes of %d and %d reserved"
                            .formatted(count, length, reservedFacts, reservedBytes));
        }
        hold(reservedFacts - count, reservedBytes - length);
    }

    private void hold(long facts, long length) {
        reservedFacts = facts;
        reservedBytes = length;
        reservedRoom = roomFor(facts, length);
    }

    private static long roomFor(long facts, long bytes) {
        return facts * FACT_OVERHEAD + bytes;
    }

    long append(byte[] fact, int from, int length) {
        if (length > maxFactBytes()) {
            throw new IllegalArgumentException(
                    "A fact of %d bytes; the journal takes up to %d"
                            .formatted(length, maxFactBytes()));
        }
        return buffer.append(fact, from, length);
    }

    int maxFactBytes() {
        return options.groupBytes() - FactBuffer.LENGTH_BYTES;
    }

    /// Deletes whole segments, each once the archive has it; answers the sequence of the oldest
    /// fact kept.
    long deleteBefore(long sequence, @Nullable SegmentArchive archive) throws IOException {
        OptionalLong oldest = segments.oldestBefore(sequence);
        while (oldest.isPresent()) {
            String name = SegmentName.of(oldest.getAsLong());
            if (archive != null) {
                archive.keep(files, name);
            }
            if (!segments.removeOldest(oldest.getAsLong(), sequence)) {
                break;
            }
            space.free(name, size(name));
            oldest = segments.oldestBefore(sequence);
        }
        return segments.oldestSequence();
    }

    /// All segments that are kept, oldest first.
    List<KeptSegment> kept() throws IOException {
        List<KeptSegment> kept = new ArrayList<>();
        for (Segments.Segment segment : segments.all()) {
            kept.add(new KeptSegment(segment.next(), size(SegmentName.of(segment.number()))));
        }
        return kept;
    }

    private long size(String name) throws IOException {
        try (SegmentFile file = files.openToRead(name)) {
            return file.size();
        }
    }

    /// Age of the oldest fact that is not durable, 0 if there is none.
    long oldestUnsyncedNanos(long now) {
        // Read in this order: a group counts as in flight before it leaves the buffer.
        long waiting = buffer.isEmpty() ? 0 : Math.max(now - buffer.since(), 0);
        long writing = inFlightSince;
        return writing == 0 ? waiting : Math.max(now - writing, 0);
    }

    JournalStats stats() {
        Tail end = tail;
        String shortage = space.shortage();
        return new JournalStats(
                end.position().sequence() + 1 - firstSequence,
                groups.sum(),
                bytes.sum(),
                times.percentile(0.50),
                times.percentile(0.99),
                segments.count(),
                space.room(),
                reservedRoom,
                shortage == null ? "" : shortage);
    }

    void close() throws IOException {
        space.close();
        current.file().close();
    }

    SegmentFiles files() {
        return files;
    }

    Segments segments() {
        return segments;
    }

    SegmentSpace space() {
        return space;
    }

    FactBuffer buffer() {
        return buffer;
    }

    Tail tail() {
        return tail;
    }

    int epoch() {
        return epoch;
    }

    UUID incarnation() {
        return incarnation;
    }
}
