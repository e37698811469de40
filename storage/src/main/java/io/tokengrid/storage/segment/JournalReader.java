package io.tokengrid.storage.segment;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads synced facts in order from the files, following the journal's end. Not thread-safe; any
/// thread may have one of its own. While it is open, the segments from its place on are not
/// deleted.
///
/// After [#next] has answered true, the fact is the bytes from [#from] on, [#length] of them, in
/// [#bytes]; they stay valid until the next call of `next`.
public final class JournalReader implements AutoCloseable {

    private final JournalWriter journal;
    private final HashChain hashes = new HashChain();
    private FrameCursor cursor;
    private LongSupplier bound = () -> Long.MAX_VALUE;
    private volatile long segment;
    private long offset;

    /// The group that is read; null before the first.
    private @Nullable Frame group;

    private int groupAt;
    private @Nullable RunningHash hashAfterGroup;
    private Place place;
    private int next;
    private int end;
    private int from;
    private int length;
    private long sequence;

    /// Where in the chain the reader is, without hashes.
    private record Place(long lastSequence, int epoch) {}

    /// Begins so that the next fact is `first`.
    private JournalReader(JournalWriter journal, long first) throws IOException {
        this.journal = journal;
        Segments.Segment begin = journal.segments().begin(this, first);
        place = new Place(begin.next() - 1, 0);
        sequence = place.lastSequence();
        try {
            cursor = Recovery.cursor(journal.files(), segment);
        } catch (IOException e) {
            journal.segments().end(this);
            throw e;
        }
    }

    static JournalReader from(JournalWriter journal, long first) throws IOException {
        long last = journal.tail().position().sequence();
        if (first > last + 1) {
            throw new JournalDiverged(
                    "Fact %d is asked for, but the journal ends with fact %d: what asks has seen another history."
                            .formatted(first, last));
        }
        JournalReader reader = new JournalReader(journal, first);
        try {
            reader.skipTo(first);
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    static JournalReader after(JournalWriter journal, JournalPosition position) throws IOException {
        JournalReader reader = from(journal, position.sequence() + 1);
        try {
            check(position, reader.hashHere());
            return reader;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /// @param bound answers the last fact that may be read now, the last one of its group
    static JournalReader after(JournalWriter journal, JournalPosition position, LongSupplier bound)
            throws IOException {
        check(position, hashAfter(journal, position.sequence()));
        JournalReader reader = from(journal, position.sequence() + 1);
        reader.bound = bound;
        return reader;
    }

    private static void check(JournalPosition position, @Nullable RunningHash here)
            throws JournalDiverged {
        if (!position.hash().equals(here)) {
            throw new JournalDiverged(
                    "After fact %d the running hash is %s, not %s: what asks has seen another history."
                            .formatted(
                                    position.sequence(),
                                    here == null ? "not known (no group ends there)" : here,
                                    position.hash()));
        }
    }

    /// The running hash after fact `sequence`, or null when no group ends there.
    static @Nullable RunningHash hashAfter(JournalWriter journal, long sequence)
            throws IOException {
        try (JournalReader reader = from(journal, sequence + 1)) {
            return reader.hashHere();
        }
    }

    private void skipTo(long first) throws IOException {
        while (place.lastSequence() < first - 1 && nextGroup()) {
            Frame skipped = group;
            if (skipped != null && skipped.lastSequence() >= first) {
                while (sequence < first - 1) {
                    step();
                }
                return;
            }
            next = end;
        }
        sequence = first - 1;
    }

    /// The running hash after the fact last read (or before the first to be read), or null when
    /// that is inside a group.
    private @Nullable RunningHash hashHere() throws IOException {
        if (next == end && group == null) {
            // Nothing was read yet: the next group says it, or the journal's end does.
            JournalPosition last = journal.tail().position();
            if (last.sequence() == sequence) {
                return last.hash();
            }
            return nextGroup() && group != null ? group.before() : null;
        }
        return hash();
    }

    /// Goes to the next fact; false at the journal's end, where it can be called again later.
    public boolean next() throws IOException {
        if (next == end && !nextGroup()) {
            return false;
        }
        step();
        return true;
    }

    /// Goes to the next group and takes it as a whole; false at the journal's end.
    boolean nextWhole() throws IOException {
        if (next == end && !nextGroup()) {
            return false;
        }
        next = end;
        sequence = read().lastSequence();
        return true;
    }

    /// The group at hand as it is written, without what fills up its last sector.
    byte[] frame() {
        return Arrays.copyOfRange(cursor.bytes(), groupAt, end);
    }

    private void step() {
        length = Varint.read(cursor.bytes(), next, end);
        from = next + Varint.size(length);
        next = from + length;
        sequence++;
    }

    private boolean nextGroup() throws IOException {
        while (true) {
            JournalWriter.Tail tail = journal.tail();
            boolean last = tail.segment() == segment;
            boolean bounded = place.lastSequence() >= bound.getAsLong();
            // The group at hand stays as it is: its hash may still be asked for.
            if (bounded || (last && offset >= tail.offset())) {
                return false;
            }
            // This segment was begun, and nothing in it is synced yet.
            if (tail.segment() < segment) {
                return false;
            }
            cursor.limit(last ? tail.offset() : Long.MAX_VALUE);
            switch (cursor.examine(offset)) {
                case FrameCursor.Found(Frame frame) -> {
                    if (enter(frame)) {
                        return true;
                    }
                }
                case FrameCursor.Newer(int version) -> throw new JournalTooNew(file(), version);
                case FrameCursor.Nothing() -> {
                    if (last || !nextSegment()) {
                        throw damaged(
                                "fact %d cannot be read.".formatted(place.lastSequence() + 1));
                    }
                }
            }
        }
    }

    /// Takes up a frame; answers whether it has facts.
    private boolean enter(Frame frame) throws IOException {
        boolean fits =
                frame.firstSequence() == place.lastSequence() + 1
                        && frame.epoch() >= place.epoch()
                        && (hashAfterGroup == null || hashAfterGroup.equals(frame.before()));
        if (!fits) {
            throw damaged("the frame there does not follow the one before it.");
        }
        place = new Place(frame.lastSequence(), frame.epoch());
        int at = cursor.indexOf(offset);
        offset += frame.size();
        if (frame.beginsEpoch()) {
            hashAfterGroup = frame.before();
            return false;
        }
        group = frame;
        sequence = frame.firstSequence() - 1;
        groupAt = at;
        hashAfterGroup = null;
        next = at + Frame.HEADER;
        end = next + frame.payload();
        return true;
    }

    /// Goes to the next segment if it goes on with the next fact; else this one has lost its end.
    private boolean nextSegment() throws IOException {
        Segments.Segment following = journal.segments().after(segment);
        if (following.next() != place.lastSequence() + 1) {
            return false;
        }
        FrameCursor there = Recovery.cursor(journal.files(), following.number());
        cursor.close();
        cursor = there;
        segment = following.number();
        offset = 0;
        return true;
    }

    /// Sequence of the fact.
    public long sequence() {
        return sequence;
    }

    /// Epoch in which the fact was appended.
    public int epoch() {
        return read().epoch();
    }

    /// The array that holds the fact.
    public byte[] bytes() {
        return cursor.bytes();
    }

    /// Index of the fact's first byte.
    public int from() {
        return from;
    }

    /// Length of the fact in bytes.
    public int length() {
        return length;
    }

    /// Whether the fact is the last of its group, so that [#position] can be asked for.
    public boolean atGroupEnd() {
        return next == end;
    }

    /// The position after the fact, at a group's end; [IllegalStateException] elsewhere. Costs
    /// hashing the group (about 0.6 ns a byte).
    public JournalPosition position() {
        RunningHash hash = hash();
        if (hash == null) {
            throw new IllegalStateException("Fact " + sequence + " is not the last of its group");
        }
        return new JournalPosition(sequence, hash);
    }

    private @Nullable RunningHash hash() {
        if (next != end) {
            return null;
        }
        RunningHash known = hashAfterGroup;
        if (known == null) {
            known = hashes.after(read(), cursor.bytes(), groupAt);
            hashAfterGroup = known;
        }
        return known;
    }

    private Frame read() {
        Frame current = group;
        if (current == null) {
            throw new IllegalStateException("No fact was read yet");
        }
        return current;
    }

    long segment() {
        return segment;
    }

    /// Where it begins.
    void at(long number) {
        segment = number;
    }

    private String file() {
        return journal.files().describe(SegmentName.of(segment));
    }

    private JournalDamaged damaged(String what) {
        return new JournalDamaged(file(), offset, what);
    }

    /// Lets retention go on; closing again does nothing.
    @Override
    public void close() throws IOException {
        journal.segments().end(this);
        cursor.close();
    }
}
