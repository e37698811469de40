package io.tokengrid.rating.plan;

import java.time.Instant;

/// A stretch of time that includes its start and not its end. It is empty where the two are the
/// same, as a day is that a calendar skipped.
public record Period(Instant start, Instant end) {
    public Period {
        if (end.isBefore(start)) {
            throw new IllegalArgumentException("a period cannot end before it starts");
        }
    }

    public boolean contains(Instant at) {
        return !at.isBefore(start) && at.isBefore(end);
    }
}
