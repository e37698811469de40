package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;

/// An earlier event used less than it said. What it took last is given back first.
///
/// @param event id of the event
/// @param at when it is booked
/// @param quantity what it really used, not negative
public record Correction(String event, Instant at, Rational quantity) {
    public Correction {
        Amounts.notNegative(quantity, "corrected quantity");
    }
}
