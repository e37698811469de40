package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// A price for so many units of a quantity.
///
/// @param price currency units for `per` units; never negative
/// @param per above zero, such as 1,000,000
/// @param whole whether a started lot of `per` units costs as much as a full one
public record UnitRate(Rational price, Rational per, boolean whole) {
    public static final UnitRate FREE = each(Rational.ZERO);

    public UnitRate {
        Amounts.notNegative(price, "price");
        Amounts.positive(per, "number of units that a price is for");
    }

    /// A price per unit.
    public static UnitRate each(Rational price) {
        return new UnitRate(price, Rational.ONE, false);
    }

    /// What `quantity` units cost; `quantity` is not negative. An exact multiple of a lot does not
    /// begin another one.
    public Rational times(Rational quantity) {
        Rational lots = quantity.dividedBy(per);
        return (whole ? lots.ceiling() : lots).times(price);
    }
}
