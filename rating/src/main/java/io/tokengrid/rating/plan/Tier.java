package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.Optional;

/// A range of the cumulative quantity with its price. It begins above the bound of the tier before
/// and includes its own, so that no fraction of a unit falls between two.
///
/// @param upTo the last quantity that belongs to it; empty for the last tier, which has no end
/// @param rate for the units inside
/// @param flat charged once when the tier is entered; never negative
public record Tier(Optional<Rational> upTo, UnitRate rate, Rational flat) {
    public Tier {
        Amounts.notNegative(flat, "flat fee of a tier");
    }
}
