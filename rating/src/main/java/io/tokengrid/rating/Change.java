package io.tokengrid.rating;

import io.tokengrid.units.Factor;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.UnitPrice;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a time window or a service tier does to a price.
public sealed interface Change {
    /// Multiplies prices when the book is published (exactness A2).
    ///
    /// @param factor by which
    /// @param prices which of them; the others stay as they are
    /// @param rounding for products that have too many digits; null if such a book is refused
    record Times(Factor factor, PriceKeys prices, @Nullable Rounding rounding) implements Change {
        /// Of all prices, without rounding.
        public Times(Factor factor) {
            this(factor, PriceKeys.ALL, null);
        }

        Price of(String key, Price price) {
            return checked(key, price, () -> factor.times(price, rounding));
        }

        UnitPrice of(String key, UnitPrice price) {
            return checked(key, price, () -> factor.times(price, rounding));
        }

        private <T> T checked(String key, T price, Supplier<T> product) {
            try {
                return product.get();
            } catch (ArithmeticException e) {
                throw new UnpublishableException(
                        key
                                + " "
                                + price
                                + " x "
                                + factor
                                + (rounding == null
                                        ? " is no price with so many digits; name its rounding:"
                                                + " half-up, half-even, up or down"
                                        : " is too large for a price"));
            }
        }

        /// Such as `x 0.5 for input, output`.
        @Override
        public String toString() {
            return "x "
                    + factor
                    + (prices.all() ? "" : " for " + prices)
                    + (rounding == null ? "" : ", rounded " + rounding.key());
        }
    }

    /// Has prices of its own.
    record Own(TieredPrices prices) implements Change {
        @Override
        public String toString() {
            return "has prices of its own";
        }
    }
}
