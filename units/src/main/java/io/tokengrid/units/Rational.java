package io.tokengrid.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/// An exact fraction of two integers of any size, in lowest terms: what prices, shares and amounts
/// are computed in where a division is needed (exactness A3). Nothing here rounds but [#rounded],
/// [#floor] and [#ceiling], and nothing here is a floating-point number.
///
/// Immutable. A division by zero throws [ArithmeticException].
///
/// @param numerator carries the sign
/// @param denominator positive
public record Rational(BigInteger numerator, BigInteger denominator)
        implements Comparable<Rational> {
    public static final Rational ZERO = new Rational(BigInteger.ZERO, BigInteger.ONE);
    public static final Rational ONE = new Rational(BigInteger.ONE, BigInteger.ONE);

    private static final Pattern TEXT =
            Pattern.compile("[+-]?[0-9]{1,40}(\\.[0-9]{1,40}|/0{0,20}[1-9][0-9]{0,19})?");
    private static final BigInteger FIVE = BigInteger.valueOf(5);

    public Rational {
        if (denominator.signum() == 0) {
            throw new ArithmeticException("division by zero");
        }
        BigInteger common = numerator.gcd(denominator);
        if (denominator.signum() < 0) {
            common = common.negate();
        }
        if (!common.equals(BigInteger.ONE)) {
            numerator = numerator.divide(common);
            denominator = denominator.divide(common);
        }
    }

    public static Rational of(long value) {
        return new Rational(BigInteger.valueOf(value), BigInteger.ONE);
    }

    public static Rational of(long numerator, long denominator) {
        return new Rational(BigInteger.valueOf(numerator), BigInteger.valueOf(denominator));
    }

    public static Rational of(BigDecimal value) {
        return value.scale() > 0
                ? new Rational(value.unscaledValue(), BigInteger.TEN.pow(value.scale()))
                : new Rational(value.toBigIntegerExact(), BigInteger.ONE);
    }

    /// The same amount, in units of its currency.
    public static Rational of(Money money) {
        return of(money.toBigDecimal());
    }

    /// Reads a plain decimal such as `0.0006` or a fraction such as `1/3`. Throws
    /// [IllegalArgumentException] for anything else.
    public static Rational parse(String text) {
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "not a plain decimal number or a fraction of two whole numbers: '"
                            + text.substring(0, Math.min(text.length(), 50))
                            + "'");
        }
        int slash = text.indexOf('/');
        return slash < 0
                ? of(new BigDecimal(text))
                : new Rational(
                        new BigInteger(text.substring(0, slash)),
                        new BigInteger(text.substring(slash + 1)));
    }

    public Rational plus(Rational other) {
        return new Rational(
                numerator.multiply(other.denominator).add(other.numerator.multiply(denominator)),
                denominator.multiply(other.denominator));
    }

    public Rational minus(Rational other) {
        return plus(other.negated());
    }

    public Rational times(Rational other) {
        return new Rational(
                numerator.multiply(other.numerator), denominator.multiply(other.denominator));
    }

    public Rational times(long factor) {
        return times(of(factor));
    }

    public Rational dividedBy(Rational other) {
        return new Rational(
                numerator.multiply(other.denominator), denominator.multiply(other.numerator));
    }

    public Rational negated() {
        return new Rational(numerator.negate(), denominator);
    }

    public Rational min(Rational other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Rational max(Rational other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /// -1, 0 or 1.
    public int signum() {
        return numerator.signum();
    }

    public boolean isZero() {
        return signum() == 0;
    }

    public boolean isPositive() {
        return signum() > 0;
    }

    public boolean isNegative() {
        return signum() < 0;
    }

    /// The largest whole number that is not above this.
    public Rational floor() {
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        BigInteger whole = parts[1].signum() < 0 ? parts[0].subtract(BigInteger.ONE) : parts[0];
        return new Rational(whole, BigInteger.ONE);
    }

    /// The smallest whole number that is not below this.
    public Rational ceiling() {
        return negated().floor().negated();
    }

    /// This with so many digits after the point, half away from zero (exactness A4).
    public BigDecimal rounded(int digits) {
        return new BigDecimal(numerator)
                .divide(new BigDecimal(denominator), digits, RoundingMode.HALF_UP);
    }

    @Override
    public int compareTo(Rational other) {
        return numerator
                .multiply(other.denominator)
                .compareTo(other.numerator.multiply(denominator));
    }

    /// The exact plain decimal where there is one, such as `0.0006`; else the fraction, such as
    /// `1/3`. [#parse] reads either.
    @Override
    public String toString() {
        int digits = decimalDigits();
        return digits < 0
                ? numerator + "/" + denominator
                : rounded(digits).stripTrailingZeros().toPlainString();
    }

    /// How many digits after the point the exact decimal has; -1 where there is none.
    private int decimalDigits() {
        int twos = denominator.getLowestSetBit();
        BigInteger rest = denominator.shiftRight(twos);
        int fives = 0;
        while (rest.mod(FIVE).signum() == 0) {
            rest = rest.divide(FIVE);
            fives++;
        }
        return rest.equals(BigInteger.ONE) ? Math.max(twos, fives) : -1;
    }
}
