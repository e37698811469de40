package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// What is taken off an amount; several are applied one after the other, each to what the one
/// before left.
public sealed interface Discount {
    /// What it takes off; never more than there is, and nothing off a negative amount.
    Rational off(Rational amount);

    /// @param share from 0 to 1
    record Percent(Rational share) implements Discount {
        public Percent {
            Amounts.share(share, "discount");
        }

        @Override
        public Rational off(Rational amount) {
            return amount.max(Rational.ZERO).times(share);
        }
    }

    /// @param amount currency units; never negative
    record Fixed(Rational amount) implements Discount {
        public Fixed {
            Amounts.notNegative(amount, "discount");
        }

        @Override
        public Rational off(Rational from) {
            return from.max(Rational.ZERO).min(amount);
        }
    }
}
