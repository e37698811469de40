package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// What was counted since a window began.
///
/// @param quantity in the meter's unit
/// @param events how many events it came in
public record Measure(Rational quantity, long events) {
    public static final Measure ZERO = new Measure(Rational.ZERO, 0);

    public Measure {
        Amounts.notNegative(quantity, "quantity");
    }

    public Measure plus(Rational more, long moreEvents) {
        return new Measure(quantity.plus(more), Math.addExact(events, moreEvents));
    }
}
