package io.tokengrid.storage.segment;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Finds the end of a journal. Reads the first frame of every segment and all of the last one; what
/// is between was durable before the last segment was begun, and is checked whenever it is read.
///
/// A frame is written only when all before it are durable, so a crash can hurt the last one alone.
/// A bad frame with a sound one after it is therefore damage, not a torn end.
final class Recovery {

    /// @param segments all that hold frames, ascending; empty in a new journal
    /// @param end offset in the last of them after its last sound frame
    /// @param lastFrame offset of that frame: the one frame that may not be durable yet
    /// @param spares numbers of segments without frames that follow the last one
    /// @param strays numbers of segments without frames that do not
    record Found(
            List<Segments.Segment> segments,
            Chain chain,
            long end,
            long lastFrame,
            List<Long> spares,
            List<Long> strays) {

        long tailSegment() {
            return segments.isEmpty() ? 0 : segments.getLast().number();
        }
    }

    private final SegmentFiles files;
    private final int node;
    private final HashChain hashes = new HashChain();

    Recovery(SegmentFiles files, int node) {
        this.files = files;
        this.node = node;
    }

    Found run() throws IOException {
        List<Long> numbers = SegmentName.numbers(files);
        List<Segments.Segment> segments = new ArrayList<>();
        List<Long> headless = new ArrayList<>();
        Chain chain = Chain.START;
        for (long number : numbers) {
            try (FrameCursor cursor = cursor(files, number)) {
                if (!(cursor.examine(0) instanceof FrameCursor.Nothing)) {
                    Frame head = sound(files, cursor, number, 0);
                    checkHead(segments, headless, chain, head);
                    segments.add(new Segments.Segment(number, head.firstSequence()));
                    chain = Chain.before(head);
                } else {
                    headless.add(number);
                }
            }
        }
        if (!segments.isEmpty()) {
            return walkTail(segments, chain, headless);
        }
        for (long number : headless) {
            checkNothingFollows(number, 0, Chain.START, number, 0);
        }
        if (!headless.isEmpty() && headless.getFirst() > 1) {
            throw new JournalDamaged(
                    files.describe(SegmentName.of(headless.getFirst())),
                    0,
                    "the oldest segment has no readable frame.");
        }
        return found(segments, chain, 0, 0, headless);
    }

    private void checkHead(
            List<Segments.Segment> before, List<Long> headless, Chain chain, Frame head)
            throws IOException {
        if (head.node() != node) {
            throw new JournalDiverged(
                    "The journal in %s belongs to node %d, not to node %d. Give each node a data folder of its own."
                            .formatted(
                                    files.describe(SegmentName.of(head.segment())),
                                    head.node(),
                                    node));
        }
        long missing =
                !headless.isEmpty()
                        ? headless.getFirst()
                        : before.isEmpty() ? head.segment() : before.getLast().number() + 1;
        if (missing != head.segment()) {
            throw new JournalDamaged(
                    files.describe(SegmentName.of(missing)),
                    0,
                    "the segment is missing or its first frame cannot be read, but segment %d after it begins with fact %d."
                            .formatted(head.segment(), head.firstSequence()));
        }
        if (head.firstSequence() <= chain.lastSequence()) {
            throw misplaced(files, head, 0);
        }
    }

    private Found walkTail(List<Segments.Segment> segments, Chain begin, List<Long> headless)
            throws IOException {
        long number = segments.getLast().number();
        Chain chain = begin;
        long offset = 0;
        long lastFrame = 0;
        try (FrameCursor cursor = cursor(files, number)) {
            while (!(cursor.examine(offset) instanceof FrameCursor.Nothing)) {
                Frame frame = sound(files, cursor, number, offset);
                chain = next(files, hashes, chain, frame, cursor, offset);
                lastFrame = offset;
                offset += frame.size();
            }
        }
        checkNothingFollows(number, offset, chain, number, offset);
        if (headless.contains(number + 1)) {
            checkNothingFollows(number + 1, 0, chain, number, offset);
        }
        return found(segments, chain, offset, lastFrame, headless);
    }

    private Found found(
            List<Segments.Segment> segments,
            Chain chain,
            long end,
            long lastFrame,
            List<Long> headless) {
        List<Long> spares = new ArrayList<>();
        List<Long> strays = new ArrayList<>();
        long next = segments.isEmpty() ? 1 : segments.getLast().number() + 1;
        for (long number : headless) {
            (number == next + spares.size() ? spares : strays).add(number);
        }
        return new Found(segments, chain, end, lastFrame, spares, strays);
    }

    private void checkNothingFollows(
            long number, long from, Chain chain, long badSegment, long badOffset)
            throws IOException {
        try (FrameCursor cursor = cursor(files, number)) {
            long found = cursor.search(from);
            if (found >= 0) {
                Frame frame = sound(files, cursor, number, found);
                throw new JournalDamaged(
                        files.describe(SegmentName.of(badSegment)),
                        badOffset,
                        "fact %d should follow there and cannot be read, but fact %d of epoch %d after it can."
                                .formatted(
                                        chain.lastSequence() + 1,
                                        frame.firstSequence(),
                                        frame.epoch()));
            }
        }
    }

    static FrameCursor cursor(SegmentFiles files, long number) throws IOException {
        return new FrameCursor(files.openToRead(SegmentName.of(number)), number);
    }

    /// The frame at `offset`, where there is something; refuses one of a newer format.
    static Frame sound(SegmentFiles files, FrameCursor cursor, long number, long offset)
            throws IOException {
        String file = files.describe(SegmentName.of(number));
        return switch (cursor.examine(offset)) {
            case FrameCursor.Found(Frame frame) -> frame;
            case FrameCursor.Newer(int version) -> throw new JournalTooNew(file, version);
            case FrameCursor.Nothing() ->
                    throw new JournalDamaged(
                            file, offset, "a frame there cannot be read any more.");
        };
    }

    /// The chain after `frame`, which the cursor examined last.
    static Chain next(
            SegmentFiles files,
            HashChain hashes,
            Chain chain,
            Frame frame,
            FrameCursor cursor,
            long offset)
            throws JournalDamaged {
        if (!chain.fits(frame)) {
            throw misplaced(files, frame, offset);
        }
        RunningHash after =
                frame.beginsEpoch()
                        ? chain.hash()
                        : hashes.after(frame, cursor.bytes(), cursor.indexOf(offset));
        return chain.with(frame, after);
    }

    private static JournalDamaged misplaced(SegmentFiles files, Frame frame, long offset) {
        return new JournalDamaged(
                files.describe(SegmentName.of(frame.segment())),
                offset,
                "the frame there, fact %d of epoch %d, does not follow the one before it."
                        .formatted(frame.firstSequence(), frame.epoch()));
    }
}
