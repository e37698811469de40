package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactorTest {
    @ParameterizedTest
    @CsvSource({
        "6, 2, , 12",
        "0.003625, 0.5, , 0.0018125",
        "1, 0, , 0",
        "0.000000000001, 0.5, half-up, 0.000000000001",
        "0.000000000001, 0.5, half-even, 0",
        "0.000000000003, 0.5, half-even, 0.000000000002",
        "0.000000000001, 0.4, half-up, 0",
        "0.000000000001, 0.000000000001, up, 0.000000000001",
        "0.000000000001, 0.999999999999, down, 0",
        "9223372, 1, , 9223372",
    })
    void a_price_times_a_factor_is_exact_or_rounded_as_named(
            String price, String factor, @Nullable String rounding, String product) {
        Rounding named = rounding == null ? null : Rounding.of(rounding);

        assertThat(Factor.parse(factor).times(Price.perMillion(price), named)).hasToString(product);
    }

    @Test
    void what_is_no_price_is_no_product() {
        Factor half = Factor.parse("0.5");
        var smallest = new Price(1);

        assertThatThrownBy(() -> half.times(smallest, null))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Factor.parse("2").times(new Price(Long.MAX_VALUE), null))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() ->
                        Factor.parse("2").times(new UnitPrice(new Money(Long.MAX_VALUE, 0)), null))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.5", "1e2", "", "0.0000000000001", "9223373", "10 %"})
    void other_factors_are_refused(String text) {
        assertThatThrownBy(() -> Factor.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_unknown_rounding_is_refused_with_those_that_are_known() {
        assertThatThrownBy(() -> Rounding.of("nearest"))
                .hasMessage(
                        "no rounding is called 'nearest': half-up, half-even, up and down are"
                                + " known");
    }
}
