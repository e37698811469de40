package io.tokengrid.app.prices;

import io.tokengrid.units.Price;
import java.math.BigDecimal;

/// Turns numbers of a file into prices without rounding (exactness A2).
final class ExactPrice {
    /// Digits on either side of the point that are looked at; a number beyond is refused before it
    /// is written out.
    private static final int MAX_DIGITS = 20;

    private ExactPrice() {}

    /// The price per million tokens of a number.
    ///
    /// @param name what the number is called in the file
    /// @throws NoPrice if it is no number, negative, too large, or finer than 10^-12
    static Price perMillion(String name, BigDecimal value) throws NoPrice {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.scale() > MAX_DIGITS || plain.precision() - plain.scale() > MAX_DIGITS) {
            throw new NoPrice(name + " is out of range: " + value);
        }
        try {
            return Price.perMillion(plain.toPlainString());
        } catch (IllegalArgumentException e) {
            throw new NoPrice(name + ": " + e.getMessage() + " per million tokens");
        }
    }

    /// The number that a field holds.
    ///
    /// @throws NoPrice if it holds none
    static BigDecimal number(String name, Located value) throws NoPrice {
        if (value instanceof Located.Number(int _, BigDecimal number)) {
            return number;
        }
        throw new NoPrice(name + " is " + value.kind() + ", not a number");
    }
}
