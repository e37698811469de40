package io.tokengrid.units;

import java.math.BigDecimal;
import java.math.BigInteger;

/// An exact amount of money: a signed 128-bit integer of 10^-18 units of a currency (exactness A1).
/// The currency is that of the account, price or organization the amount belongs to.
///
/// Immutable. Arithmetic is exact and throws [ArithmeticException] when a result leaves 128 bits
/// (about 1.7 * 10^20 units). Nothing here rounds, and nothing here is a floating-point number.
///
/// @param high the upper 64 bits, signed
/// @param low the lower 64 bits, unsigned
public record Money(long high, long low) implements Comparable<Money> {
    /// Decimal digits after the point that an amount can have.
    public static final int SCALE = 18;

    public static final Money ZERO = new Money(0, 0);

    private static final BigInteger MASK = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final int MAX_TEXT = 64;

    /// An amount of `attos` 10^-18 units.
    public static Money ofAttos(long attos) {
        return new Money(attos >> 63, attos);
    }

    /// An amount of `attos` 10^-18 units; throws [ArithmeticException] outside of 128 bits.
    public static Money ofAttos(BigInteger attos) {
        if (attos.bitLength() > 127) {
            throw new ArithmeticException("amount outside of 128 bits");
        }
        return new Money(attos.shiftRight(64).longValue(), attos.and(MASK).longValue());
    }

    /// The exact product of a price in 10^-18 per unit and a number of units.
    public static Money product(long attosPerUnit, long units) {
        return new Money(Math.multiplyHigh(attosPerUnit, units), attosPerUnit * units);
    }

    /// Reads a plain decimal such as `100.00` or `-0.000001`, exactly. Throws
    /// [IllegalArgumentException] for anything else: exponents, more than 18 digits after the
    /// point, more than 128 bits.
    public static Money parse(String text) {
        return ofAttos(Decimals.scaled(text, SCALE, MAX_TEXT));
    }

    public Money plus(Money other) {
        long sumLow = low + other.low;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + other.high + carry;
        if (((high ^ sumHigh) & (other.high ^ sumHigh)) < 0) {
            throw new ArithmeticException("amount outside of 128 bits");
        }
        return new Money(sumHigh, sumLow);
    }

    public Money minus(Money other) {
        long differenceLow = low - other.low;
        long borrow = Long.compareUnsigned(low, other.low) < 0 ? 1 : 0;
        long differenceHigh = high - other.high - borrow;
        if (((high ^ other.high) & (high ^ differenceHigh)) < 0) {
            throw new ArithmeticException("amount outside of 128 bits");
        }
        return new Money(differenceHigh, differenceLow);
    }

    public Money negated() {
        return ZERO.minus(this);
    }

    /// Without its sign; throws [ArithmeticException] for the one amount that has no opposite.
    public Money abs() {
        return isNegative() ? negated() : this;
    }

    public Money min(Money other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public Money max(Money other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /// -1, 0 or 1.
    public int signum() {
        return high < 0 ? -1 : (high | low) == 0 ? 0 : 1;
    }

    public boolean isNegative() {
        return high < 0;
    }

    public boolean isZero() {
        return (high | low) == 0;
    }

    public boolean isPositive() {
        return signum() > 0;
    }

    @Override
    public int compareTo(Money other) {
        int byHigh = Long.compare(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /// The amount in 10^-18 units.
    public BigInteger toAttos() {
        return BigInteger.valueOf(high)
                .shiftLeft(64)
                .or(new BigInteger(Long.toUnsignedString(low)));
    }

    /// The amount in units, exact; for databases.
    public BigDecimal toBigDecimal() {
        return new BigDecimal(toAttos(), SCALE);
    }

    /// Reads what [#toBigDecimal] wrote; throws [ArithmeticException] if it has more digits than
    /// fit.
    public static Money of(BigDecimal units) {
        return ofAttos(units.setScale(SCALE).unscaledValue());
    }

    /// The exact plain decimal with at least two digits after the point: `100.00`, `0.0123`.
    @Override
    public String toString() {
        return high == low >> 63
                ? Decimals.plain(low, SCALE, 2)
                : Decimals.plain(toAttos(), SCALE, 2);
    }
}
