package io.tokengrid.rating;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which instants a time window has: hours by the wall clock of a place, on some days. Where clocks
/// are set forward, the hour that is left out is in no window; where they are set back, both of the
/// two equal hours are in it.
///
/// A day's hours over midnight belong to the day on which they begin.
///
/// @param zone the place
/// @param ranges of hours, at least one
/// @param days the weekdays; may be empty only where holidays are added
/// @param rule what holidays mean
/// @param holidays dates at the place
public record WindowHours(
        ZoneId zone,
        List<DayRange> ranges,
        Set<DayOfWeek> days,
        HolidayRule rule,
        Set<LocalDate> holidays) {
    private static final int DAY = 86_400;

    /// Throws [IllegalArgumentException] if no instant can be in the window, or a rule for holidays
    /// comes without holidays or holidays without a rule.
    public WindowHours {
        ranges = List.copyOf(ranges);
        EnumSet<DayOfWeek> weekdays = EnumSet.noneOf(DayOfWeek.class);
        weekdays.addAll(days);
        days = Collections.unmodifiableSet(weekdays);
        holidays = Collections.unmodifiableSet(new TreeSet<>(holidays));
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a time window needs hours");
        }
        if (days.isEmpty() && rule != HolidayRule.ON) {
            throw new IllegalArgumentException("a time window needs days");
        }
        if ((rule == HolidayRule.IGNORE) != holidays.isEmpty()) {
            throw new IllegalArgumentException(
                    holidays.isEmpty()
                            ? "a rule for holidays needs dates"
                            : "holidays need a rule: on or except");
        }
    }

    /// The same hours every day.
    public static WindowHours daily(ZoneId zone, List<DayRange> ranges) {
        return new WindowHours(
                zone, ranges, EnumSet.allOf(DayOfWeek.class), HolidayRule.IGNORE, Set.of());
    }

    /// Whether an instant is in the window.
    public boolean contains(Instant instant) {
        long local =
                instant.getEpochSecond() + zone.getRules().getOffset(instant).getTotalSeconds();
        long day = Math.floorDiv(local, DAY);
        int second = (int) Math.floorMod(local, (long) DAY);
        for (int i = 0; i < ranges.size(); i++) {
            DayRange range = ranges.get(i);
            if (range.overMidnight()
                    ? (second >= range.from() && has(day)) || (second < range.to() && has(day - 1))
                    : second >= range.from() && second < range.to() && has(day)) {
                return true;
            }
        }
        return false;
    }

    /// Every instant after `from`, up to `to`, at which the answer of [#contains] may change.
    List<Instant> changes(Instant from, Instant to) {
        var changes = new ArrayList<Instant>();
        ZoneRules rules = zone.getRules();
        Instant start = from;
        while (start.isBefore(to)) {
            ZoneOffsetTransition next = rules.nextTransition(start);
            Instant end = next == null || next.getInstant().isAfter(to) ? to : next.getInstant();
            changesAtOneOffset(start, end, rules.getOffset(start).getTotalSeconds(), changes);
            changes.add(end);
            start = end;
        }
        return changes;
    }

    private void changesAtOneOffset(Instant start, Instant end, int offset, List<Instant> changes) {
        long first = Math.floorDiv(start.getEpochSecond() + offset, DAY);
        long last = Math.floorDiv(end.getEpochSecond() + offset, DAY);
        for (long day = first; day <= last; day++) {
            for (DayRange range : ranges) {
                add(day * DAY + range.from() - offset, start, end, changes);
                add(day * DAY + range.to() - offset, start, end, changes);
            }
        }
    }

    private static void add(long second, Instant start, Instant end, List<Instant> changes) {
        Instant change = Instant.ofEpochSecond(second);
        if (change.isAfter(start) && change.isBefore(end)) {
            changes.add(change);
        }
    }

    private boolean has(long epochDay) {
        boolean weekday = days.contains(DayOfWeek.of((int) Math.floorMod(epochDay + 3, 7L) + 1));
        return switch (rule) {
            case IGNORE -> weekday;
            case ON -> weekday || holidays.contains(LocalDate.ofEpochDay(epochDay));
            case EXCEPT -> weekday && !holidays.contains(LocalDate.ofEpochDay(epochDay));
        };
    }
}
