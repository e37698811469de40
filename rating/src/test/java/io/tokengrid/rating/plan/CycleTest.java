package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Seeds;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CycleTest {
    private static final Instant FROM = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2100-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        // anchor, instant by the clock of Shanghai, start, end
        "2027-01-31, 2027-02-27T23:59:59+08:00, 2027-01-31, 2027-02-28",
        "2027-01-31, 2027-02-28T00:00:00+08:00, 2027-02-28, 2027-03-31",
        "2027-01-31, 2027-04-30T12:00:00+08:00, 2027-04-30, 2027-05-31",
        "2028-01-31, 2028-02-29T12:00:00+08:00, 2028-02-29, 2028-03-31",
        "2027-01-31, 2026-12-31T00:00:00+08:00, 2026-12-31, 2027-01-31",
        "2027-01-30, 2027-03-01T00:00:00+08:00, 2027-02-28, 2027-03-30",
    })
    void a_month_remembers_the_day_of_its_anchor(
            LocalDate anchor, String at, LocalDate start, LocalDate end) {
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        var cycle = new Cycle(1, Cycle.Unit.MONTH, anchor, zone);

        assertThat(cycle.at(OffsetDateTime.parse(at).toInstant()))
                .isEqualTo(
                        new Period(
                                start.atStartOfDay(zone).toInstant(),
                                end.atStartOfDay(zone).toInstant()));
    }

    @ParameterizedTest
    @CsvSource({
        "YEAR,    1, 2028-02-29, UTC,                 2029-03-01T00:00:00Z, 2029-02-28T00:00:00Z, 2030-02-28T00:00:00Z",
        "WEEK,    1, 2026-11-02, Asia/Kolkata,        2026-11-08T18:29:59Z, 2026-11-01T18:30:00Z, 2026-11-08T18:30:00Z",
        // a day of 23 hours and one of 25
        "DAY,     1, 2026-01-01, America/New_York,    2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "DAY,     1, 2026-01-01, America/New_York,    2026-11-01T12:00:00Z, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
        // clocks that change by half an hour, and a midnight that is skipped
        "DAY,     1, 2026-01-01, Australia/Lord_Howe, 2026-04-04T14:00:00Z, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z",
        "DAY,     1, 2026-01-01, America/Havana,      2026-03-08T05:30:00Z, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
        "HOUR,    3, 2026-11-01, Asia/Shanghai,       2026-11-01T00:00:00Z, 2026-10-31T22:00:00Z, 2026-11-01T01:00:00Z",
    })
    void a_period_follows_the_calendar_of_its_zone(
            Cycle.Unit unit,
            int count,
            LocalDate anchor,
            ZoneId zone,
            Instant at,
            Instant start,
            Instant end) {
        assertThat(new Cycle(count, unit, anchor, zone).at(at)).isEqualTo(new Period(start, end));
    }

    @Test
    void every_instant_is_in_exactly_one_period_of_any_zone() {
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        Seeds.play(
                1,
                random -> {
                    for (String name : zones) {
                        ZoneId zone = ZoneId.of(name);
                        for (Instant at : instants(random, zone)) {
                            isInOne(cycle(random, zone), at);
                        }
                    }
                });
    }

    private static void isInOne(Cycle cycle, Instant at) {
        Period period = cycle.at(at);
        assertThat(period.contains(at)).as("%s at %s", cycle, at).isTrue();
        assertThat(cycle.at(period.start())).as("%s at %s", cycle, at).isEqualTo(period);
        assertThat(cycle.at(period.end().minusNanos(1)))
                .as("%s at %s", cycle, at)
                .isEqualTo(period);
        assertThat(cycle.at(period.end()).start())
                .as("%s at %s", cycle, at)
                .isEqualTo(period.end());
    }

    /// Any, and such as stand next to a change of the clocks.
    private static List<Instant> instants(RandomGenerator random, ZoneId zone) {
        var instants = new ArrayList<Instant>();
        for (int i = 0; i < 12; i++) {
            Instant any =
                    Instant.ofEpochSecond(
                            random.nextLong(FROM.getEpochSecond(), TO.getEpochSecond()));
            instants.add(any);
            ZoneOffsetTransition change = zone.getRules().nextTransition(any);
            if (change != null) {
                instants.add(change.getInstant());
                instants.add(change.getInstant().minusNanos(1));
                instants.add(change.getInstant().plusSeconds(random.nextInt(90_000)));
            }
        }
        return instants;
    }

    private static Cycle cycle(RandomGenerator random, ZoneId zone) {
        Cycle.Unit[] units = Cycle.Unit.values();
        return new Cycle(
                1 + random.nextInt(4),
                units[random.nextInt(units.length)],
                LocalDate.ofEpochDay(random.nextInt(47_000)),
                zone);
    }
}
