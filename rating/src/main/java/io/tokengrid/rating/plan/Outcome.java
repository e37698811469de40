package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.Optional;

/// What became of a piece of usage: covered + charged + refused = its quantity.
///
/// @param weight units of the plan that one unit of its meter takes; empty where no allowance
///   speaks of it
/// @param draw what it took from the allowance, in the plan's unit
/// @param covered in the meter's unit, by the allowance
/// @param charged in the meter's unit, by products
/// @param refused in the meter's unit
public record Outcome(
        UsageEvent event,
        Optional<Rational> weight,
        Draw draw,
        Rational covered,
        Rational charged,
        Rational refused) {

    /// In the meter's unit.
    public Rational served() {
        return covered.plus(charged);
    }
}
