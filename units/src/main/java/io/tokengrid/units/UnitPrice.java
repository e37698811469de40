package io.tokengrid.units;

/// An exact price of one image, second, character or other unit that is not a token (exactness A1).
///
/// @param perUnit in 10^-18 of the currency; never negative
public record UnitPrice(Money perUnit) implements Comparable<UnitPrice> {
    public static final UnitPrice FREE = new UnitPrice(Money.ZERO);

    public UnitPrice {
        if (perUnit.isNegative()) {
            throw new IllegalArgumentException("a price cannot be negative: " + perUnit);
        }
    }

    /// Reads a price per unit such as `0.04`. Throws [IllegalArgumentException] for text that is no
    /// plain decimal or is negative, has more than 18 digits after the point or more than 128 bits.
    public static UnitPrice parse(String text) {
        try {
            return new UnitPrice(Money.parse(text));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a price of this size is not supported: " + text, e);
        }
    }

    /// What `units` cost, exactly.
    ///
    /// @param units never negative
    /// @throws ArithmeticException beyond 128 bits
    public Money times(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("a number of units cannot be negative: " + units);
        }
        long carry = Math.unsignedMultiplyHigh(perUnit.low(), units);
        return new Money(
                Math.addExact(Math.multiplyExact(perUnit.high(), units), carry),
                perUnit.low() * units);
    }

    @Override
    public int compareTo(UnitPrice other) {
        return perUnit.compareTo(other.perUnit);
    }

    /// The price per unit as an exact plain decimal.
    @Override
    public String toString() {
        return perUnit.toString();
    }
}
