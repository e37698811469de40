package io.tokengrid.rating.plan;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/// Hours of a day by the clock on the wall, from the first to before the last; over midnight where
/// the first is later than the last. An hour that a clock change skips is in none, one that comes
/// twice counts twice.
public record LocalHours(LocalTime from, LocalTime to) {
    public LocalHours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("hours from " + from + " to " + to + " are none");
        }
    }

    public boolean contains(Instant at, ZoneId zone) {
        LocalTime time = LocalTime.ofInstant(at, zone);
        boolean after = !time.isBefore(from);
        boolean before = time.isBefore(to);
        return from.isBefore(to) ? after && before : after || before;
    }
}
