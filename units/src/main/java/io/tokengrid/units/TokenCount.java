package io.tokengrid.units;

/// A number of tokens, never negative. Sums that leave 63 bits throw [ArithmeticException].
///
/// @param value tokens
public record TokenCount(long value) implements Comparable<TokenCount> {
    public static final TokenCount ZERO = new TokenCount(0);

    public TokenCount {
        if (value < 0) {
            throw new IllegalArgumentException("a number of tokens cannot be negative: " + value);
        }
    }

    public TokenCount plus(TokenCount other) {
        return new TokenCount(Math.addExact(value, other.value));
    }

    public boolean isZero() {
        return value == 0;
    }

    @Override
    public int compareTo(TokenCount other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
