package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.util.Comparator;

/// What parts of charges have in common that can be added up: what was used, at which price.
public sealed interface ChargeItem {
    /// Tokens first, by class and price; then other units; deductions last.
    Comparator<ChargeItem> ORDER =
            Comparator.comparing(
                            (ChargeItem item) -> item instanceof Tokens of ? of.tokenClass() : null,
                            Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(
                            item -> item instanceof Units of ? of.unit() : null,
                            Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparing(
                            item -> item instanceof Deduction of ? of : null,
                            Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparingLong(
                            item -> item instanceof Tokens of ? of.price().attosPerToken() : 0)
                    .thenComparing(
                            item -> item instanceof Units of ? of.price().perUnit() : null,
                            Comparator.nullsLast(Comparator.naturalOrder()));

    /// The item's name in tables and JSON, such as `cached-input`, `image` or `waived`; no two
    /// kinds of items share one.
    String key();

    /// Tokens of a class.
    ///
    /// @param price per million of them
    record Tokens(TokenClass tokenClass, Price price) implements ChargeItem {
        @Override
        public String key() {
            return tokenClass.key();
        }
    }

    /// Another unit.
    ///
    /// @param price of one
    record Units(UsageUnit unit, UnitPrice price) implements ChargeItem {
        @Override
        public String key() {
            return unit.key();
        }
    }

    /// What the customer does not pay of the others; its amount is negative.
    enum Deduction implements ChargeItem {
        /// What lines come to beyond a charge that was capped at its hold.
        WAIVED("waived"),
        /// What was charged above a hold and the platform bore.
        OVERRUN("overrun");

        private final String key;

        Deduction(String key) {
            this.key = key;
        }

        @Override
        public String key() {
            return key;
        }
    }
}
