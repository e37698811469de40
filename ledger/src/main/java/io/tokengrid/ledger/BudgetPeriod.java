package io.tokengrid.ledger;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long a budget lasts before it starts anew, by the organization's own calendar.
public enum BudgetPeriod {
    HOUR,
    DAY,
    MONTH,
    /// Once and for all.
    TOTAL;

    /// Lower case, as in JSON.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The start of the period that an instant is in.
    Instant start(Instant at, ZoneId zone) {
        ZonedDateTime local = at.atZone(zone);
        return switch (this) {
            case HOUR -> local.truncatedTo(ChronoUnit.HOURS).toInstant();
            case DAY -> local.toLocalDate().atStartOfDay(zone).toInstant();
            case MONTH -> local.toLocalDate().withDayOfMonth(1).atStartOfDay(zone).toInstant();
            case TOTAL -> Instant.EPOCH;
        };
    }

    /// The first instant after the period that starts at `start`; null for [#TOTAL].
    @Nullable Instant end(Instant start, ZoneId zone) {
        ZonedDateTime local = start.atZone(zone);
        return switch (this) {
            case HOUR -> local.plusHours(1).toInstant();
            case DAY -> local.toLocalDate().plusDays(1).atStartOfDay(zone).toInstant();
            case MONTH -> local.toLocalDate().plusMonths(1).atStartOfDay(zone).toInstant();
            case TOTAL -> null;
        };
    }
}
