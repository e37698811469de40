package io.tokengrid.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How long a budget lasts before it starts anew, by the organization's own calendar. Every instant
/// is in exactly one period, also where clocks are put back: an hour that comes twice is two hours,
/// and midnight that comes twice begins one day.
public enum BudgetPeriod {
    HOUR,
    DAY,
    MONTH,
    /// Once and for all.
    TOTAL;

    private static final int SECONDS_PER_HOUR = 3_600;

    /// Lower case, as in JSON.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The start of the period that an instant is in.
    Instant start(Instant at, ZoneId zone) {
        return switch (this) {
            case HOUR -> startOfHour(at, zone.getRules());
            case DAY -> {
                LocalDate day = LocalDate.ofInstant(at, zone);
                yield lastBegun(day, day.plusDays(1), at, zone);
            }
            case MONTH -> {
                LocalDate month = LocalDate.ofInstant(at, zone).withDayOfMonth(1);
                yield lastBegun(month, month.plusMonths(1), at, zone);
            }
            case TOTAL -> Instant.EPOCH;
        };
    }

    /// The first start of a period after `start`; null for [#TOTAL].
    @Nullable Instant end(Instant start, ZoneId zone) {
        return switch (this) {
            case HOUR -> endOfHour(start, zone.getRules());
            case DAY -> {
                LocalDate day = LocalDate.ofInstant(start, zone);
                yield nextToBegin(day.plusDays(1), day.plusDays(2), start, zone);
            }
            case MONTH -> {
                LocalDate month = LocalDate.ofInstant(start, zone).withDayOfMonth(1);
                yield nextToBegin(month.plusMonths(1), month.plusMonths(2), start, zone);
            }
            case TOTAL -> null;
        };
    }

    /// Where clocks change within an hour, as on Lord Howe Island, a new hour begins.
    private static Instant startOfHour(Instant at, ZoneRules rules) {
        Instant hour = fullHour(at, rules);
        ZoneOffsetTransition change = rules.previousTransition(at.plusNanos(1));
        return change != null && change.getInstant().isAfter(hour) ? change.getInstant() : hour;
    }

    private static Instant endOfHour(Instant start, ZoneRules rules) {
        Instant end = fullHour(start, rules).plusSeconds(SECONDS_PER_HOUR);
        ZoneOffsetTransition change = rules.nextTransition(start);
        return change != null && change.getInstant().isBefore(end) ? change.getInstant() : end;
    }

    private static Instant fullHour(Instant at, ZoneRules rules) {
        int offset = rules.getOffset(at).getTotalSeconds();
        long local = at.getEpochSecond() + offset;
        return Instant.ofEpochSecond(local - Math.floorMod(local, SECONDS_PER_HOUR) - offset);
    }

    private static Instant lastBegun(LocalDate current, LocalDate next, Instant at, ZoneId zone) {
        Instant later = next.atStartOfDay(zone).toInstant();
        return at.isBefore(later) ? current.atStartOfDay(zone).toInstant() : later;
    }

    private static Instant nextToBegin(
            LocalDate next, LocalDate afterNext, Instant start, ZoneId zone) {
        Instant end = next.atStartOfDay(zone).toInstant();
        return end.isAfter(start) ? end : afterNext.atStartOfDay(zone).toInstant();
    }
}
