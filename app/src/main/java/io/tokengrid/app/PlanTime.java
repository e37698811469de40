package io.tokengrid.app;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;

/// An instant as a plan's file writes it: with its offset, or by the customer's clock.
sealed interface PlanTime {
    /// The instant; a time that a clock change skips moves on by the length of the gap, one that
    /// comes twice is the earlier one.
    Instant in(ZoneId zone);

    /// @param time with its offset
    record Exact(Instant time) implements PlanTime {
        @Override
        public Instant in(ZoneId zone) {
            return time;
        }
    }

    /// @param time of the customer's clock
    record Wall(LocalDateTime time) implements PlanTime {
        @Override
        public Instant in(ZoneId zone) {
            return time.atZone(zone).toInstant();
        }
    }

    /// The start of a day of the customer's calendar.
    record Day(LocalDate day) implements PlanTime {
        @Override
        public Instant in(ZoneId zone) {
            return day.atStartOfDay(zone).toInstant();
        }
    }

    /// Reads `2026-11-01`, `2026-11-01T09:00` or either form with an offset such as `+08:00`.
    static PlanTime parse(String text) {
        if (!text.contains("T")) {
            return new Day(LocalDate.parse(text));
        }
        try {
            return new Exact(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return new Wall(LocalDateTime.parse(text));
        }
    }
}
