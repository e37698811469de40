package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BurnDownTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final long DAY = 86_400;

    private static GrantState drawn(String amount) {
        var grant =
                new Grant(
                        "package",
                        Optional.empty(),
                        Rational.of(1_000),
                        0,
                        new Grant.Life(START, Optional.of(START.plusSeconds(100 * DAY))),
                        new Grant.Source(Rational.of(500), false));
        return GrantState.fresh(grant).drawn(Rational.parse(amount));
    }

    @ParameterizedTest
    @CsvSource({
        // drawn of 1,000 after 20 of 100 days, left unused at the end, what that was bought for
        "0,   1000, 500",
        "50,  750,  375",
        "100, 500,  250",
        "200, 0,    0",
    })
    void what_goes_on_as_before_leaves_this_unused(String drawn, long unused, long waste) {
        BurnDown forecast = BurnDown.of(drawn(drawn), START.plusSeconds(20 * DAY)).orElseThrow();

        assertThat(forecast.unused()).isEqualTo(Rational.of(unused));
        assertThat(forecast.waste()).isEqualTo(Rational.of(waste));
    }

    @Test
    void what_runs_out_before_its_end_says_when() {
        BurnDown forecast = BurnDown.of(drawn("400"), START.plusSeconds(20 * DAY)).orElseThrow();

        assertThat(forecast.usedUp()).contains(START.plusSeconds(50 * DAY));
    }

    @Test
    void before_the_start_and_after_the_end_there_is_nothing_to_go_by() {
        assertThat(BurnDown.of(drawn("1"), START)).isEmpty();
        assertThat(BurnDown.of(drawn("1"), START.plusSeconds(100 * DAY))).isEmpty();
    }
}
