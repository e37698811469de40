package io.tokengrid.rating.plan;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// The periods of a calendar: one after another, without gap or overlap, from an anchor both ways.
/// Days, weeks, months and years begin at the start of a day in the zone; hours are hours of
/// elapsed time from the anchor's start of day. An anchor remembers its day: monthly from 31
/// January begins on 28 February and on 31 March.
///
/// @param count units in a period, from 1 to 1,000
/// @param anchor the first day of a period
public record Cycle(int count, Unit unit, LocalDate anchor, ZoneId zone) {
    /// What a period is counted in.
    public enum Unit {
        HOUR(ChronoUnit.HOURS),
        DAY(ChronoUnit.DAYS),
        WEEK(ChronoUnit.WEEKS),
        MONTH(ChronoUnit.MONTHS),
        YEAR(ChronoUnit.YEARS);

        private final ChronoUnit unit;

        Unit(ChronoUnit unit) {
            this.unit = unit;
        }
    }

    private static final int SECONDS_PER_HOUR = 3_600;

    public Cycle {
        if (count < 1 || count > 1_000) {
            throw new IllegalArgumentException(
                    "a period has from 1 to 1,000 units of time, not " + count);
        }
    }

    /// The one period that an instant is in.
    public Period at(Instant instant) {
        long index = nearIndex(instant);
        while (start(index).isAfter(instant)) {
            index--;
        }
        while (!start(index + 1).isAfter(instant)) {
            index++;
        }
        return new Period(start(index), start(index + 1));
    }

    /// How many periods before, below zero, or after the anchor's a period near the instant is.
    private long nearIndex(Instant instant) {
        return unit == Unit.HOUR
                ? Math.floorDiv(
                        instant.getEpochSecond() - dayStart(anchor).getEpochSecond(),
                        (long) count * SECONDS_PER_HOUR)
                : Math.floorDiv(
                        unit.unit.between(anchor, LocalDate.ofInstant(instant, zone)), count);
    }

    private Instant start(long index) {
        long units = index * count;
        return unit == Unit.HOUR
                ? dayStart(anchor).plusSeconds(units * SECONDS_PER_HOUR)
                : dayStart(anchor.plus(units, unit.unit));
    }

    private Instant dayStart(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }
}
