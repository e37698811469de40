package io.tokengrid.units;

import java.math.BigInteger;

/// An exact price: an integer of 10^-12 currency units per million tokens, which is the same number
/// of 10^-18 units per token (exactness A1), so that price times count is exact without a division.
///
/// @param attosPerToken 10^-18 currency units per token; never negative; at most about 9.2 million
///   units per million tokens
public record Price(long attosPerToken) implements Comparable<Price> {
    /// Decimal digits after the point that a price per million tokens can have.
    public static final int SCALE = 12;

    public static final Price FREE = new Price(0);

    private static final int MAX_TEXT = 40;

    public Price {
        if (attosPerToken < 0) {
            throw new IllegalArgumentException("a price cannot be negative");
        }
    }

    /// Reads a price per million tokens such as `0.8`. Throws [IllegalArgumentException] for text
    /// that is no plain decimal, is negative, too large or has more than 12 digits after the point.
    public static Price perMillion(String text) {
        BigInteger value = Decimals.scaled(text, SCALE, MAX_TEXT);
        if (value.signum() < 0) {
            throw new IllegalArgumentException("a price cannot be negative: '" + text + "'");
        }
        if (value.bitLength() > 63) {
            throw new IllegalArgumentException(
                    "a price above 9,223,372 per million tokens is not supported: '" + text + "'");
        }
        return new Price(value.longValue());
    }

    /// What `tokens` cost, exactly.
    public Money times(TokenCount tokens) {
        return Money.product(attosPerToken, tokens.value());
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(attosPerToken, other.attosPerToken);
    }

    /// The price per million tokens as an exact plain decimal.
    @Override
    public String toString() {
        return Decimals.plain(attosPerToken, SCALE, 0);
    }
}
