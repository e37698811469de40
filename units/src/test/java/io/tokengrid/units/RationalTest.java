package io.tokengrid.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RationalTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1.50, 1.5",
        "-0.0006, -0.0006",
        "100, 100",
        "1/3, 1/3",
        "2/4, 0.5",
        "-6/4, -1.5",
        "+7, 7",
        "8997/350, 8997/350",
        "0.0000000018125, 0.0000000018125"
    })
    void text_is_read_exactly_and_shown_as_a_decimal_where_there_is_one(String text, String shown) {
        assertThat(Rational.parse(text)).hasToString(shown);
        assertThat(Rational.parse(shown)).isEqualTo(Rational.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 1", "1e3", "1,000", "1/0", "1/-3", "1/2/3", ".5", "0x1", "NaN"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Rational.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2.5, 0, 3",
        "-2.5, 0, -3",
        "5.775, 2, 5.78",
        "-5.775, 2, -5.78",
        "8242.135, 2, 8242.14",
        "100/3, 2, 33.33",
        "200/3, 2, 66.67",
        "0.004, 2, 0.00"
    })
    void rounding_is_half_away_from_zero(String exact, int digits, BigDecimal rounded) {
        assertThat(Rational.parse(exact).rounded(digits)).isEqualTo(rounded);
    }

    @ParameterizedTest
    @CsvSource({"7/2, 3, 4", "-7/2, -4, -3", "5, 5, 5", "-5, -5, -5", "0, 0, 0", "1/9, 0, 1"})
    void floor_and_ceiling_enclose(String exact, long floor, long ceiling) {
        assertThat(Rational.parse(exact).floor()).isEqualTo(Rational.of(floor));
        assertThat(Rational.parse(exact).ceiling()).isEqualTo(Rational.of(ceiling));
    }

    @Test
    void money_is_the_same_amount() {
        assertThat(Rational.of(Money.parse("-0.000000000000000001")))
                .isEqualTo(new Rational(BigInteger.ONE.negate(), BigInteger.TEN.pow(Money.SCALE)));
    }

    @Test
    void a_division_by_zero_is_refused() {
        assertThatThrownBy(() -> Rational.ONE.dividedBy(Rational.ZERO))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void arithmetic_agrees_with_decimals_of_many_digits() {
        long seed = System.nanoTime();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 2_000; i++) {
            BigDecimal a = decimal(random);
            BigDecimal b = decimal(random);
            Rational x = Rational.of(a);
            Rational y = Rational.of(b);
            assertThat(x.plus(y)).as("seed %s", seed).isEqualTo(Rational.of(a.add(b)));
            assertThat(x.minus(y)).as("seed %s", seed).isEqualTo(Rational.of(a.subtract(b)));
            assertThat(x.times(y)).as("seed %s", seed).isEqualTo(Rational.of(a.multiply(b)));
            assertThat(Integer.signum(x.compareTo(y))).isEqualTo(Integer.signum(a.compareTo(b)));
            assertThat(x.rounded(3)).isEqualByComparingTo(a.setScale(3, RoundingMode.HALF_UP));
            if (b.signum() != 0) {
                assertThat(x.dividedBy(y).times(y)).as("seed %s", seed).isEqualTo(x);
            }
        }
    }

    private static BigDecimal decimal(SplittableRandom random) {
        return BigDecimal.valueOf(random.nextLong() >> random.nextInt(60), random.nextInt(9));
    }
}
