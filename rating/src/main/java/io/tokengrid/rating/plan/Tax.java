package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// A tax on what is left after discounts.
///
/// @param rate from 0 to 1
/// @param basis what it is rounded on: the two differ in the last digit
/// @param included whether the amounts contain it already
public record Tax(Rational rate, Basis basis, boolean included) {
    /// On top of the amounts.
    public Tax(Rational rate, Basis basis) {
        this(rate, basis, false);
    }

    /// What tax is computed and rounded for.
    public enum Basis {
        /// Each line, less its share of the invoice's discounts.
        LINE,
        /// All lines together.
        INVOICE
    }

    public Tax {
        Amounts.share(rate, "tax rate");
    }

    /// The share of the amounts that it is.
    Rational share() {
        return included ? rate.dividedBy(Rational.ONE.plus(rate)) : rate;
    }
}
