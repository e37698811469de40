package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WindowHoursTest {
    private static final Instant YEAR_1970 = Instant.EPOCH;
    private static final Instant YEAR_2100 = Instant.parse("2100-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // half-open: DeepSeek's peak hours in Beijing, eight hours ahead of UTC
                "Asia/Shanghai | 09:00-12:00 14:00-18:00 | 2026-07-01T00:59:59.999Z | out",
                "Asia/Shanghai | 09:00-12:00 14:00-18:00 | 2026-07-01T01:00:00Z     | in",
                "Asia/Shanghai | 09:00-12:00 14:00-18:00 | 2026-07-01T03:59:59.999Z | in",
                "Asia/Shanghai | 09:00-12:00 14:00-18:00 | 2026-07-01T04:00:00Z     | out",
                "Asia/Shanghai | 09:00-12:00 14:00-18:00 | 2026-07-01T06:00:00Z     | in",
                "Asia/Shanghai | 09:00-12:00 14:00-18:00 | 2026-07-01T10:00:00Z     | out",
                // over midnight: its off-peak hours of 2025, in UTC
                "UTC | 16:30-00:30 | 2026-07-01T16:29:59Z | out",
                "UTC | 16:30-00:30 | 2026-07-01T16:30:00Z | in",
                "UTC | 16:30-00:30 | 2026-07-02T00:29:59Z | in",
                "UTC | 16:30-00:30 | 2026-07-02T00:30:00Z | out",
                "UTC | 16:30-00:00 | 2026-07-01T23:59:59Z | in",
                "UTC | 16:30-00:00 | 2026-07-02T00:00:00Z | out",
                "UTC | 00:00-24:00 | 2026-07-02T00:00:00Z | in",
            })
    void a_window_has_its_first_second_and_not_its_last(
            String zone, String ranges, Instant at, String expected) {
        WindowHours hours = daily(zone, ranges);

        assertThat(hours.contains(at)).isEqualTo(expected.equals("in"));
    }

    /// An hour by the wall clock is no hour long in spring, two in autumn.
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,    02:00-03:00, 2026-03-29, 0",
        "Europe/Berlin,    02:00-03:00, 2026-10-25, 120",
        "Europe/Berlin,    02:00-03:00, 2026-06-01, 60",
        "America/New_York, 01:00-02:00, 2026-11-01, 120",
        "America/New_York, 02:00-03:00, 2026-03-08, 0",
        // half an hour
        "Australia/Lord_Howe, 01:30-02:00, 2026-04-05, 60",
        "Asia/Shanghai,    02:00-03:00, 2026-03-29, 60",
        // a window around the change is an hour shorter or longer
        "Europe/Berlin,    00:00-24:00, 2026-03-29, 1380",
        "Europe/Berlin,    00:00-24:00, 2026-10-25, 1500",
    })
    void a_local_hour_lasts_as_long_as_clocks_say(
            String zone, String range, LocalDate day, int minutes) {
        WindowHours hours = daily(zone, range);
        Instant start = day.atStartOfDay(ZoneId.of(zone)).toInstant();
        Instant end = day.plusDays(1).atStartOfDay(ZoneId.of(zone)).toInstant();

        int in = 0;
        for (Instant at = start; at.isBefore(end); at = at.plusSeconds(60)) {
            in += hours.contains(at) ? 1 : 0;
        }

        assertThat(in).isEqualTo(minutes);
    }

    /// Friday, 3 July 2026, to Monday; the holiday is Saturday, then Monday.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MONDAY-FRIDAY | 22:00-06:00 | ignore |            | 2026-07-03T23:00 | in",
                "MONDAY-FRIDAY | 22:00-06:00 | ignore |            | 2026-07-04T05:59 | in",
                "MONDAY-FRIDAY | 22:00-06:00 | ignore |            | 2026-07-04T23:00 | out",
                "MONDAY-FRIDAY | 22:00-06:00 | ignore |            | 2026-07-06T05:59 | out",
                "MONDAY-FRIDAY | 22:00-06:00 | on     | 2026-07-04 | 2026-07-04T23:00 | in",
                "MONDAY-FRIDAY | 22:00-06:00 | on     | 2026-07-04 | 2026-07-05T05:59 | in",
                "MONDAY-FRIDAY | 22:00-06:00 | on     | 2026-07-04 | 2026-07-05T22:00 | out",
                "MONDAY-FRIDAY | 22:00-06:00 | except | 2026-07-03 | 2026-07-03T05:59 | in",
                "MONDAY-FRIDAY | 22:00-06:00 | except | 2026-07-03 | 2026-07-03T22:00 | out",
                "MONDAY-FRIDAY | 22:00-06:00 | except | 2026-07-03 | 2026-07-04T05:59 | out",
                "MONDAY-FRIDAY | 09:00-18:00 | except | 2026-07-06 | 2026-07-06T10:00 | out",
            })
    void the_day_on_which_hours_begin_decides(
            String days,
            String range,
            String rule,
            LocalDate holiday,
            String local,
            String result) {
        var hours =
                new WindowHours(
                        Books.BEIJING,
                        List.of(DayRange.parse(range)),
                        EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
                        HolidayRule.of(rule),
                        holiday == null ? Set.of() : Set.of(holiday));

        assertThat(days).isEqualTo("MONDAY-FRIDAY");
        assertThat(hours.contains(java.time.OffsetDateTime.parse(local + ":00+08:00").toInstant()))
                .isEqualTo(result.equals("in"));
    }

    @Test
    void every_instant_of_every_zone_is_in_exactly_one_of_windows_that_share_the_day() {
        List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
        Seeds.play(
                30_000,
                random -> {
                    ZoneId zone = ZoneId.of(Draw.one(random, zones));
                    int[] cuts = random.ints(3, 1, 86_400).distinct().sorted().toArray();
                    var windows = new java.util.ArrayList<WindowHours>();
                    for (int i = 0; i < cuts.length; i++) {
                        int to = i + 1 < cuts.length ? cuts[i + 1] : cuts[0];
                        DayRange range =
                                to == cuts[i] ? DayRange.WHOLE_DAY : new DayRange(cuts[i], to);
                        windows.add(WindowHours.daily(zone, List.of(range)));
                    }
                    Instant at = anyInstant(zone, random);

                    assertThat(windows.stream().filter(hours -> hours.contains(at)).count())
                            .as("%s in %s with %s", at, zone, windows)
                            .isOne();
                });
    }

    @Test
    void a_window_has_the_instants_that_the_calendar_of_its_place_gives_it() {
        Seeds.play(
                30_000,
                random -> {
                    WindowHours hours = Books.anyHours(random);
                    Instant at =
                            random.nextBoolean()
                                    ? anyInstant(hours.zone(), random)
                                    : Books.START.plusSeconds(random.nextInt(40 * 86_400));

                    assertThat(hours.contains(at)).isEqualTo(PriceOracle.contains(hours, at));
                });
    }

    @Test
    void between_two_changes_nothing_changes() {
        Seeds.play(
                3_000,
                random -> {
                    WindowHours hours = Books.anyHours(random);
                    Instant from = anyInstant(hours.zone(), random);
                    Instant to = from.plusSeconds(random.nextInt(3 * 86_400));
                    List<Instant> changes = hours.changes(from, to);

                    for (int i = 0; i < 20; i++) {
                        Instant at =
                                from.plusSeconds(
                                        random.nextLong(
                                                Duration.between(from, to).toSeconds() + 1));
                        Instant before =
                                changes.stream()
                                        .filter(change -> !change.isAfter(at))
                                        .max(Instant::compareTo)
                                        .orElse(from);
                        assertThat(hours.contains(at)).isEqualTo(hours.contains(before));
                    }
                });
    }

    /// As often as not within hours of a change of the clocks.
    private static Instant anyInstant(ZoneId zone, java.util.random.RandomGenerator random) {
        Instant any =
                Instant.ofEpochSecond(
                        random.nextLong(YEAR_1970.getEpochSecond(), YEAR_2100.getEpochSecond()));
        ZoneOffsetTransition change = zone.getRules().nextTransition(any);
        return change == null || random.nextBoolean()
                ? any
                : change.getInstant().plusSeconds(random.nextInt(20_000) - 10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9:00-12:00", "09:00", "09:00-24:30", "25:00-26:00", "09:00-09:00", ""})
    void other_hours_are_refused(String range) {
        assertThatThrownBy(() -> DayRange.parse(range))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no hours of a day");
    }

    @Test
    void a_window_without_hours_days_or_dates_is_refused() {
        List<DayRange> hours = List.of(DayRange.WHOLE_DAY);
        Set<DayOfWeek> days = EnumSet.allOf(DayOfWeek.class);
        Set<LocalDate> dates = Set.of(LocalDate.of(2026, 10, 1));

        assertThatThrownBy(() -> window(List.of(), days, HolidayRule.IGNORE, Set.of()))
                .hasMessage("a time window needs hours");
        assertThatThrownBy(() -> window(hours, Set.of(), HolidayRule.EXCEPT, dates))
                .hasMessage("a time window needs days");
        assertThatThrownBy(() -> window(hours, days, HolidayRule.ON, Set.of()))
                .hasMessage("a rule for holidays needs dates");
        assertThatThrownBy(() -> window(hours, days, HolidayRule.IGNORE, dates))
                .hasMessage("holidays need a rule: on or except");
        assertThat(window(hours, Set.of(), HolidayRule.ON, dates).contains(Books.START)).isFalse();
    }

    private static WindowHours window(
            List<DayRange> ranges, Set<DayOfWeek> days, HolidayRule rule, Set<LocalDate> dates) {
        return new WindowHours(Books.BEIJING, ranges, days, rule, dates);
    }

    private static WindowHours daily(String zone, String ranges) {
        return WindowHours.daily(
                ZoneId.of(zone),
                Arrays.stream(ranges.split(" ", -1))
                        .map(DayRange::parse)
                        .collect(Collectors.toList()));
    }
}
