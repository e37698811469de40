package io.tokengrid.storage.segment;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// Which segments hold which facts, and who reads them. Thread-safe.
final class Segments {

    /// @param next sequence of the first fact in it, or of the first one after it while it has none
    record Segment(long number, long next) {}

    private final List<Segment> segments = new ArrayList<>();
    private final Set<JournalReader> readers = new HashSet<>();

    synchronized void add(Segment segment) {
        segments.add(segment);
    }

    synchronized int count() {
        return segments.size();
    }

    /// Sequence of the oldest fact kept.
    synchronized long oldestSequence() {
        return segments.getFirst().next();
    }

    /// Lets `reader` begin at the segment that holds `sequence`; from here on it is not deleted.
    synchronized Segment begin(JournalReader reader, long sequence) throws FactsDeleted {
        if (sequence < oldestSequence()) {
            throw new FactsDeleted(sequence, oldestSequence());
        }
        Segment holding = segments.getFirst();
        for (Segment segment : segments) {
            if (segment.next() <= sequence) {
                holding = segment;
            }
        }
        reader.at(holding.number());
        readers.add(reader);
        return holding;
    }

    /// The segment after `number`, which there must be.
    synchronized Segment after(long number) {
        for (Segment segment : segments) {
            if (segment.number() == number + 1) {
                return segment;
            }
        }
        throw new IllegalStateException("There is no segment after " + number);
    }

    synchronized void end(JournalReader reader) {
        readers.remove(reader);
    }

    /// All of them, oldest first.
    synchronized List<Segment> all() {
        return List.copyOf(segments);
    }

    /// Number of the oldest segment if all of its facts are before `sequence`; but never the last
    /// one nor one that a reader has still to read.
    synchronized OptionalLong oldestBefore(long sequence) {
        long wanted =
                readers.stream().mapToLong(JournalReader::segment).min().orElse(Long.MAX_VALUE);
        long oldest = segments.getFirst().number();
        return segments.size() > 1 && segments.get(1).next() <= sequence && oldest < wanted
                ? OptionalLong.of(oldest)
                : OptionalLong.empty();
    }

    /// Takes out what [#oldestBefore] answered, unless a reader has begun there since.
    synchronized boolean removeOldest(long number, long sequence) {
        if (!oldestBefore(sequence).equals(OptionalLong.of(number))) {
            return false;
        }
        segments.removeFirst();
        return true;
    }
}
