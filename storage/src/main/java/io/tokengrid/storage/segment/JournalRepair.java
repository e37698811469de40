package io.tokengrid.storage.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Reads a whole journal and checks every frame, and on demand cuts it where the first bad one is.
/// Holds the folder's lock while it works, so the node must be stopped.
public final class JournalRepair {

    /// Bytes zeroed at a time.
    private static final int PIECE = 1 << 20;

    private final SegmentFiles files;
    private final HashChain hashes = new HashChain();

    private final InspectedFacts facts;

    JournalRepair(SegmentFiles files) {
        this(files, InspectedFacts.IGNORED);
    }

    JournalRepair(SegmentFiles files, InspectedFacts facts) {
        this.files = files;
        this.facts = facts;
    }

    /// Reads all of the journal in `folder` and changes nothing.
    ///
    /// @throws JournalFolderHeld a process uses it
    /// @throws JournalTooNew a newer version wrote it
    public static JournalCondition inspect(Path folder) throws IOException {
        return inspect(folder, InspectedFacts.IGNORED);
    }

    /// Inspects, and shows every fact that can be read.
    public static JournalCondition inspect(Path folder, InspectedFacts facts) throws IOException {
        try (FolderLock _ = FolderLock.take(folder)) {
            return new JournalRepair(new DiskFolder(folder), facts).inspect();
        }
    }

    /// Cuts the journal where it is damaged, so that it ends with the last fact before; answers
    /// what was lost. What is cut off is kept in files that end in `.cut`. A sound journal is left
    /// as it is.
    ///
    /// @throws JournalDamaged there is nothing sound before the damage, so nothing to keep
    public static JournalCondition cut(Path folder) throws IOException {
        try (FolderLock _ = FolderLock.take(folder)) {
            return new JournalRepair(new DiskFolder(folder)).cut();
        }
    }

    JournalCondition inspect() throws IOException {
        return walk().condition();
    }

    /// @param segment number of the last segment with sound frames before any damage
    /// @param end offset after the last of these
    /// @param chain after the last of these
    /// @param node whose journal it is
    /// @param highestEpoch of all frames, those after the damage with them
    private record Walked(
            JournalCondition condition,
            long segment,
            long end,
            Chain chain,
            int node,
            int highestEpoch) {}

    private Walked walk() throws IOException {
        List<Long> numbers = SegmentName.numbers(files);
        Chain chain = Chain.START;
        long expected = numbers.isEmpty() ? 1 : numbers.getFirst();
        int sound = 0;
        int node = 0;
        long end = 0;
        for (long number : numbers) {
            long offset = 0;
            if (number == expected) {
                try (FrameCursor cursor = Recovery.cursor(files, number)) {
                    while (cursor.examine(offset) instanceof FrameCursor.Found(Frame frame)) {
                        Chain before = sound == 0 && offset == 0 ? Chain.before(frame) : chain;
                        if (!before.fits(frame)) {
                            break;
                        }
                        chain = Recovery.next(files, hashes, before, frame, cursor, offset);
                        node = frame.node();
                        showKept(frame, cursor, offset);
                        offset += frame.size();
                    }
                }
            }
            if (offset == 0) {
                break;
            }
            sound++;
            expected = number + 1;
            end = offset;
        }
        long last = expected - 1;
        After after = after(numbers, last, end);
        JournalCondition condition =
                after.frames == 0
                        ? new JournalCondition.Sound(chain.lastSequence(), chain.epoch(), sound)
                        : new JournalCondition.Damaged(
                                files.describe(SegmentName.of(Math.max(last, 1))),
                                end,
                                chain.lastSequence(),
                                after.highestSequence,
                                after.facts,
                                after.segments,
                                refusesStart(node == 0 ? after.node : node));
        return new Walked(
                condition, last, end, chain, node, Math.max(chain.epoch(), after.highestEpoch));
    }

    private boolean refusesStart(int node) throws IOException {
        try {
            return new Recovery(files, node).run().segments().isEmpty();
        } catch (JournalDamaged e) {
            return true;
        }
    }

    private record After(
            long frames,
            long facts,
            long highestSequence,
            int segments,
            int highestEpoch,
            int node) {}

    /// Counts what can be read after offset `end` of segment `last`.
    private After after(List<Long> numbers, long last, long end) throws IOException {
        long frames = 0;
        long readable = 0;
        long highest = 0;
        int segments = 0;
        int epoch = 0;
        int node = 0;
        for (long number : numbers.stream().filter(n -> n >= last).toList()) {
            long inSegment = 0;
            try (FrameCursor cursor = Recovery.cursor(files, number)) {
                long found = cursor.search(number == last ? end : 0);
                while (found >= 0) {
                    Frame frame = Recovery.sound(files, cursor, number, found);
                    inSegment++;
                    readable += frame.facts();
                    epoch = Math.max(epoch, frame.epoch());
                    node = frame.node();
                    showLost(frame, cursor, found);
                    highest = Math.max(highest, frame.lastSequence());
                    found = cursor.search(found + frame.size());
                }
            }
            frames += inSegment;
            segments += inSegment > 0 && number != last ? 1 : 0;
        }
        return new After(frames, readable, highest, segments, epoch, node);
    }

    private void showKept(Frame frame, FrameCursor cursor, long offset) {
        long[] sequence = {frame.firstSequence()};
        each(
                frame,
                cursor,
                offset,
                (from, length) -> {
                    facts.kept(sequence[0]++, cursor.bytes(), from, length);
                });
    }

    private void showLost(Frame frame, FrameCursor cursor, long offset) {
        each(frame, cursor, offset, (from, length) -> facts.lost(cursor.bytes(), from, length));
    }

    private interface Place {
        void fact(int from, int length);
    }

    private static void each(Frame frame, FrameCursor cursor, long offset, Place place) {
        int next = cursor.indexOf(offset) + Frame.HEADER;
        int end = next + frame.payload();
        for (int rest = frame.facts(); rest > 0; rest--) {
            int length = Varint.read(cursor.bytes(), next, end);
            int from = next + Varint.size(length);
            place.fact(from, length);
            next = from + length;
        }
    }

    JournalCondition cut() throws IOException {
        Walked walked = walk();
        if (!(walked.condition
                instanceof
                JournalCondition.Damaged(
                        String file,
                        long offset,
                        long l,
                        long h,
                        long r,
                        int s,
                        boolean b))) {
            return walked.condition;
        }
        if (walked.end == 0) {
            throw new JournalDamaged(
                    file, offset, "nothing before it is sound, so there is nothing to keep.");
        }
        List<Long> later = new ArrayList<>(SegmentName.numbers(files));
        later.removeIf(number -> number <= walked.segment);
        for (long number : later.reversed()) {
            String name = SegmentName.of(number);
            files.rename(name, name + SegmentName.CUT);
            files.syncFolder();
        }
        cutOff(walked);
        return walked.condition;
    }

    /// Keeps a copy of the segment, then fills it with zeros from its last sound frame on. Where
    /// later epochs are lost, the last of them begins there once more, without facts: so no number
    /// of a lost fact or call is given again.
    private void cutOff(Walked walked) throws IOException {
        String name = SegmentName.of(walked.segment);
        String copy = "%s-%d%s".formatted(name, walked.end, SegmentName.CUT);
        try (SegmentFile segment = files.open(name)) {
            if (!files.list().contains(copy)) {
                SegmentCopy.copy(segment, files, copy);
            }
            long size = segment.size();
            boolean epochLost = walked.highestEpoch > walked.chain.epoch();
            boolean fits = walked.end + Frame.size(0) <= size;
            long from = walked.end;
            if (epochLost && fits) {
                beginEpoch(segment, from, walked, walked.segment);
                from += Frame.size(0);
            }
            zero(segment, from, size);
            if (epochLost && !fits) {
                nextSegment(walked, size);
            }
        }
    }

    private void nextSegment(Walked walked, long size) throws IOException {
        String name = SegmentName.of(walked.segment + 1);
        try (SegmentFile next = files.create(name + SegmentName.UNFINISHED)) {
            zero(next, 0, size);
            beginEpoch(next, 0, walked, walked.segment + 1);
        }
        files.rename(name + SegmentName.UNFINISHED, name);
        files.syncFolder();
    }

    private static void beginEpoch(SegmentFile file, long offset, Walked walked, long segment)
            throws IOException {
        Chain chain = walked.chain;
        var header =
                new Frame(
                        0,
                        segment,
                        chain.hash(),
                        UUID.randomUUID(),
                        walked.node,
                        walked.highestEpoch,
                        chain.lastSequence() + 1,
                        0);
        byte[] frame = new byte[header.size()];
        header.write(frame);
        file.write(frame, 0, frame.length, offset);
        file.sync();
    }

    private static void zero(SegmentFile file, long from, long to) throws IOException {
        byte[] zeros = new byte[PIECE];
        for (long at = from; at < to; at += zeros.length) {
            file.write(zeros, 0, (int) Math.min(zeros.length, to - at), at);
        }
        file.sync();
    }
}
