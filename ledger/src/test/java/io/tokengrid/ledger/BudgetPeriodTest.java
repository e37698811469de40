package io.tokengrid.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetPeriodTest {
    private static final Instant FROM = Instant.parse("1970-01-01T00:00:00Z");

    /// Some years after all calendars known today repeat themselves.
    private static final Instant TO = Instant.parse("2042-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "HOUR, Asia/Shanghai, 2026-03-31T16:59:59Z, 2026-03-31T16:00:00Z, 2026-03-31T17:00:00Z",
        "DAY, Asia/Shanghai, 2026-03-31T16:00:00Z, 2026-03-31T16:00:00Z, 2026-04-01T16:00:00Z",
        "MONTH, Asia/Shanghai, 2026-02-28T15:59:59Z, 2026-01-31T16:00:00Z, 2026-02-28T16:00:00Z",
        // half an hour from Greenwich
        "HOUR, Asia/Kolkata, 2026-03-01T00:00:00Z, 2026-02-28T23:30:00Z, 2026-03-01T00:30:00Z",
        // New York puts its clocks forward at 2:00 and back at 2:00
        "HOUR, America/New_York, 2026-03-08T07:30:00Z, 2026-03-08T07:00:00Z, 2026-03-08T08:00:00Z",
        "DAY, America/New_York, 2026-03-08T07:30:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "HOUR, America/New_York, 2026-11-01T05:30:00Z, 2026-11-01T05:00:00Z, 2026-11-01T06:00:00Z",
        "HOUR, America/New_York, 2026-11-01T06:30:00Z, 2026-11-01T06:00:00Z, 2026-11-01T07:00:00Z",
        "DAY, America/New_York, 2026-11-01T06:30:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        // Lord Howe puts them back by half an hour, from 2:00 to 1:30
        "HOUR, Australia/Lord_Howe, 2026-04-04T14:30:00Z, 2026-04-04T14:00:00Z,"
                + " 2026-04-04T15:00:00Z",
        "HOUR, Australia/Lord_Howe, 2026-04-04T15:10:00Z, 2026-04-04T15:00:00Z,"
                + " 2026-04-04T15:30:00Z",
        // Havana skips midnight in spring
        "DAY, America/Havana, 2026-03-08T05:30:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        // Newfoundland once put them back one minute after midnight
        "DAY, America/St_Johns, 2010-11-07T02:40:00Z, 2010-11-07T02:30:00Z, 2010-11-08T03:30:00Z",
        // Samoa had no 30 December 2011
        "DAY, Pacific/Apia, 2011-12-30T09:00:00Z, 2011-12-29T10:00:00Z, 2011-12-30T10:00:00Z",
        "DAY, Pacific/Apia, 2011-12-30T10:00:00Z, 2011-12-30T10:00:00Z, 2011-12-31T10:00:00Z",
    })
    void a_period_follows_the_calendar_of_its_zone(
            BudgetPeriod period, ZoneId zone, Instant at, Instant start, Instant end) {
        assertThat(period.start(at, zone)).isEqualTo(start);
        assertThat(period.end(start, zone)).isEqualTo(end);
    }

    @Test
    void a_total_never_starts_anew() {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        assertThat(BudgetPeriod.TOTAL.start(TO, zone)).isEqualTo(Instant.EPOCH);
        assertThat(BudgetPeriod.TOTAL.end(Instant.EPOCH, zone)).isNull();
    }

    /// Around every change of every clock since 1970.
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "TOTAL")
    void every_instant_is_in_exactly_one_period(BudgetPeriod period) {
        var seen = new HashSet<ZoneRules>();
        for (String id : ZoneId.getAvailableZoneIds()) {
            ZoneId zone = ZoneId.of(id);
            if (!seen.add(zone.getRules())) {
                continue;
            }
            for (Instant change : changes(zone.getRules())) {
                for (long minutes : new long[] {-1_441, -61, -31, 1, 29, 59, 61, 1_439, 1_441}) {
                    partitions(period, change.plusSeconds(minutes * 60), zone);
                }
                partitions(period, change, zone);
                partitions(period, change.minusNanos(1), zone);
            }
        }
    }

    private static void partitions(BudgetPeriod period, Instant at, ZoneId zone) {
        Instant start = period.start(at, zone);
        Instant end = Objects.requireNonNull(period.end(start, zone));
        boolean partition =
                !start.isAfter(at)
                        && end.isAfter(at)
                        && period.start(start, zone).equals(start)
                        && period.start(end.minusNanos(1), zone).equals(start)
                        && period.start(end, zone).equals(end)
                        && end.equals(period.end(at, zone));
        assertThat(partition).as("%s of %s at %s: %s to %s", period, zone, at, start, end).isTrue();
    }

    private static List<Instant> changes(ZoneRules rules) {
        var changes = new ArrayList<Instant>();
        ZoneOffsetTransition next = rules.nextTransition(FROM);
        while (next != null && next.getInstant().isBefore(TO)) {
            changes.add(next.getInstant());
            next = rules.nextTransition(next.getInstant());
        }
        return changes;
    }
}
