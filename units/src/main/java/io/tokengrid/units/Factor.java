package io.tokengrid.units;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// What a price is multiplied by, exactly: `0.5` for half of it, `1.06` for 6 % more.
///
/// @param parts 10^-12 of the price; never negative, at most about 9.2 million times the price
public record Factor(long parts) implements Comparable<Factor> {
    /// Decimal digits after the point that a factor can have.
    public static final int SCALE = 12;

    public static final Factor ONE = new Factor(1_000_000_000_000L);

    private static final int MAX_TEXT = 40;

    public Factor {
        if (parts < 0) {
            throw new IllegalArgumentException("a factor cannot be negative");
        }
    }

    /// Reads a plain decimal such as `0.9`. Throws [IllegalArgumentException] for anything else,
    /// for a negative number, more than 12 digits after the point and more than 9,223,372.
    public static Factor parse(String text) {
        BigInteger value = Decimals.scaled(text, SCALE, MAX_TEXT);
        if (value.signum() < 0) {
            throw new IllegalArgumentException("a factor cannot be negative: '" + text + "'");
        }
        if (value.bitLength() > 63) {
            throw new IllegalArgumentException(
                    "a factor above 9,223,372 is not supported: '" + text + "'");
        }
        return new Factor(value.longValue());
    }

    /// A price times this.
    ///
    /// @param rounding for a result with more than 12 digits; null if there must be none
    /// @throws ArithmeticException if the result is not a price: it has more digits and no rounding
    ///   is named, or it is too large
    public Price times(Price price, @Nullable Rounding rounding) {
        return new Price(
                times(BigInteger.valueOf(price.attosPerToken()), rounding).longValueExact());
    }

    /// A price times this.
    ///
    /// @param rounding for a result with more than 18 digits; null if there must be none
    /// @throws ArithmeticException if the result is not a price: it has more digits and no rounding
    ///   is named, or it is too large
    public UnitPrice times(UnitPrice price, @Nullable Rounding rounding) {
        return new UnitPrice(Money.ofAttos(times(price.perUnit().toAttos(), rounding)));
    }

    private BigInteger times(BigInteger price, @Nullable Rounding rounding) {
        return new BigDecimal(price.multiply(BigInteger.valueOf(parts)), SCALE)
                .setScale(0, rounding == null ? RoundingMode.UNNECESSARY : rounding.mode())
                .unscaledValue();
    }

    @Override
    public int compareTo(Factor other) {
        return Long.compare(parts, other.parts);
    }

    /// The exact plain decimal.
    @Override
    public String toString() {
        return Decimals.plain(parts, SCALE, 0);
    }
}
