package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitPriceTest {
    @ParameterizedTest
    @CsvSource({
        "0.04, 3, 0.12",
        "0.000000000000000001, 1, 0.000000000000000001",
        // more than nine units of currency, which 64 bits cannot hold
        "25.5, 4, 102.00",
        "1000000000000, 9223372036854775807, refused",
        "18.446744073709551616, 2, 36.893488147419103232",
    })
    void a_unit_price_times_a_number_is_exact(String price, long units, String amount) {
        UnitPrice perUnit = UnitPrice.parse(price);

        if (amount.equals("refused")) {
            assertThatThrownBy(() -> perUnit.times(units)).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(perUnit.times(units)).hasToString(amount);
        }
    }

    @Test
    void products_are_those_of_whole_numbers_of_any_size() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            var price =
                    new UnitPrice(
                            new Money(
                                    random.nextLong() >>> (1 + random.nextInt(63)),
                                    random.nextLong()));
            long units = random.nextLong() >>> (1 + random.nextInt(63));
            BigInteger product = price.perUnit().toAttos().multiply(BigInteger.valueOf(units));

            if (product.bitLength() > 127) {
                assertThatThrownBy(() -> price.times(units))
                        .as("seed %d", seed)
                        .isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(price.times(units).toAttos()).as("seed %d", seed).isEqualTo(product);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1e2", "0.0000000000000000001", "1000000000000000000000"})
    void other_prices_are_refused(String text) {
        assertThatThrownBy(() -> UnitPrice.parse(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_negative_number_of_units_is_refused() {
        assertThatThrownBy(() -> UnitPrice.FREE.times(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
