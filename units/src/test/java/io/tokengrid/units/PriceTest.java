package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PriceTest {
    @ParameterizedTest
    @CsvSource({
        "0.8, 1000, 0.0008",
        "2, 1, 0.000002",
        "0.003625, 1, 0.000000003625",
        "0.000000000001, 1, 0.000000000000000001",
        "15, 10000000000000, 150000000.00",
        "0, 5, 0.00"
    })
    void a_price_per_million_times_tokens_is_exact(String perMillion, long tokens, String charge) {
        assertThat(Price.perMillion(perMillion).times(new TokenCount(tokens)))
                .isEqualTo(Money.parse(charge));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0.0000000000001", "9223373", "1e1", "free"})
    void a_price_that_is_no_exact_integer_of_its_unit_is_refused(String text) {
        assertThatThrownBy(() -> Price.perMillion(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_price_is_written_as_it_was_meant() {
        assertThat(Price.perMillion("0.80")).hasToString("0.8");
        assertThat(Price.perMillion("2")).hasToString("2");
        assertThat(Price.perMillion("0")).hasToString("0");
    }
}
