package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;

/// How a part of a period is measured. The share is a fraction of whole numbers and is never
/// rounded; what is credited and what is charged for the same part use the same share.
public enum Proration {
    /// Days of the customer's calendar; a day that has begun counts as a whole one.
    DAYS,
    /// Seconds that pass, so that a day of 23 or 25 hours counts as what it is.
    SECONDS;

    /// The share of a period, which is not empty, that is left at an instant inside it: 1 at its
    /// start.
    ///
    /// @param zone the customer's
    public Rational left(Period period, Instant at, ZoneId zone) {
        return switch (this) {
            case DAYS -> Rational.of(days(at, period.end(), zone), days(period, zone));
            case SECONDS -> Rational.of(seconds(at, period.end()), seconds(period));
        };
    }

    private static long days(Period period, ZoneId zone) {
        return days(period.start(), period.end(), zone);
    }

    private static long days(Instant from, Instant to, ZoneId zone) {
        return ChronoUnit.DAYS.between(
                LocalDate.ofInstant(from, zone), LocalDate.ofInstant(to, zone));
    }

    private static long seconds(Period period) {
        return seconds(period.start(), period.end());
    }

    private static long seconds(Instant from, Instant to) {
        return Duration.between(from, to).toSeconds();
    }
}
