package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProrationTest {
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

    private static Period month(String first) {
        LocalDate day = LocalDate.parse(first);
        return new Cycle(1, Cycle.Unit.MONTH, day, NEW_YORK)
                .at(day.atStartOfDay(NEW_YORK).toInstant());
    }

    @ParameterizedTest
    @CsvSource({
        // March 2026 in New York has 31 days and an hour less
        "DAYS,    2026-03-01, 2026-03-01T05:00:00Z, 1",
        "DAYS,    2026-03-01, 2026-03-22T03:59:59Z, 11/31",
        "DAYS,    2026-03-01, 2026-03-22T04:00:00Z, 10/31",
        "DAYS,    2026-03-01, 2026-03-22T15:00:00Z, 10/31",
        "SECONDS, 2026-03-01, 2026-03-22T04:00:00Z, 240/743",
        "SECONDS, 2026-03-01, 2026-03-08T05:00:00Z, 575/743",
        // a leap day
        "DAYS,    2024-02-01, 2024-02-28T05:00:00Z, 2/29",
    })
    void a_part_is_measured_by_the_customers_calendar(
            Proration proration, String first, Instant at, String left) {
        assertThat(proration.left(month(first), at, NEW_YORK)).isEqualTo(Rational.parse(left));
    }

    @Test
    void the_parts_of_a_period_add_up_to_it() {
        Seeds.play(
                100,
                random -> {
                    Period period = month("2026-11-01");
                    long length = period.end().getEpochSecond() - period.start().getEpochSecond();
                    Instant cut = period.start().plusSeconds(random.nextLong(length));
                    for (Proration proration : Proration.values()) {
                        Rational left = proration.left(period, cut, NEW_YORK);

                        assertThat(Rational.ONE.minus(left).plus(left)).isEqualTo(Rational.ONE);
                        assertThat(left.isPositive()).isTrue();
                        assertThat(left).isLessThanOrEqualTo(Rational.ONE);
                    }
                });
    }
}
