package io.tokengrid.storage.postgres;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// A half-open range of time as whole hours (UTC), which sums are kept of, and what is left at its
/// ends, which the calls themselves are read for.
///
/// @param from the first whole hour
/// @param to the end of the last; not after `from` if there is none
/// @param edges what is left
record HourSplit(Instant from, Instant to, List<Range> edges) {
    /// Before and after all that can happen here.
    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    /// @param from inclusive
    /// @param to exclusive
    record Range(Instant from, Instant to) {
        boolean isEmpty() {
            return !from.isBefore(to);
        }
    }

    static HourSplit of(Instant from, Instant to) {
        Range range = within(from, to);
        Instant first = ceiling(range.from());
        Instant last = range.to().truncatedTo(ChronoUnit.HOURS);
        if (!first.isBefore(last)) {
            return byCalls(from, to);
        }
        return new HourSplit(
                first, last, some(new Range(range.from(), first), new Range(last, range.to())));
    }

    /// All of it read off the calls.
    static HourSplit byCalls(Instant from, Instant to) {
        return new HourSplit(FIRST, FIRST, some(within(from, to)));
    }

    /// A range that timestamps can express.
    static Range within(Instant from, Instant to) {
        return new Range(clamped(from), clamped(to));
    }

    private static List<Range> some(Range... ranges) {
        return List.of(ranges).stream().filter(range -> !range.isEmpty()).toList();
    }

    private static Instant clamped(Instant at) {
        return at.isBefore(FIRST) ? FIRST : at.isAfter(LAST) ? LAST : at;
    }

    private static Instant ceiling(Instant at) {
        Instant floor = at.truncatedTo(ChronoUnit.HOURS);
        return floor.equals(at) ? at : floor.plus(1, ChronoUnit.HOURS);
    }
}
