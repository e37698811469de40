package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(127);

    @ParameterizedTest
    @CsvSource({
        "0, 0.00",
        "100, 100.00",
        "100.5, 100.50",
        "0.0123, 0.0123",
        "-0.000000000000000001, -0.000000000000000001",
        "9.3, 9.30",
        "123456789012345678901, 123456789012345678901.00",
        "+1.10, 1.10",
        "-5, -5.00",
        "9.223372036854775807, 9.223372036854775807",
        "-9.223372036854775808, -9.223372036854775808"
    })
    void a_decimal_is_read_and_written_exactly(String text, String written) {
        assertThat(Money.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1e3", "0.0000000000000000001", "NaN", "1.", ".5", "1,5", "--1", "٣"})
    void what_is_no_plain_decimal_is_refused(String text) {
        assertThatThrownBy(() -> Money.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sums_differences_products_and_order_are_those_of_integers() {
        long seed = Long.getLong("seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        for (int round = 0; round < 100_000; round++) {
            BigInteger a = any(random);
            BigInteger b = any(random);
            long p = random.nextLong() >> random.nextInt(64);
            long q = random.nextLong() >> random.nextInt(64);

            var x = Money.ofAttos(a);
            var y = Money.ofAttos(b);

            assertThat(x.toAttos()).as("seed %d", seed).isEqualTo(a);
            assertThat(x.compareTo(y)).as("seed %d", seed).isEqualTo(a.compareTo(b));
            assertThat(x.signum()).as("seed %d", seed).isEqualTo(a.signum());
            assertThat(Money.parse(x.toString())).as("seed %d", seed).isEqualTo(x);
            assertThat(Money.of(x.toBigDecimal())).as("seed %d", seed).isEqualTo(x);
            assertThat(Money.product(p, q).toAttos())
                    .as("seed %d", seed)
                    .isEqualTo(BigInteger.valueOf(p).multiply(BigInteger.valueOf(q)));
            same(seed, a.add(b), () -> x.plus(y));
            same(seed, a.subtract(b), () -> x.minus(y));
        }
    }

    private static void same(
            long seed, BigInteger expected, java.util.function.Supplier<Money> actual) {
        if (expected.bitLength() > 127) {
            assertThatThrownBy(actual::get)
                    .as("seed %d", seed)
                    .isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(actual.get().toAttos()).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static BigInteger any(RandomGenerator random) {
        BigInteger value =
                BigInteger.valueOf(random.nextLong())
                        .shiftLeft(64)
                        .add(BigInteger.valueOf(random.nextLong()))
                        .shiftRight(random.nextInt(128));
        return value.compareTo(LIMIT) < 0 && value.compareTo(LIMIT.negate()) >= 0
                ? value
                : BigInteger.ONE;
    }
}
