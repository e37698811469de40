package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.Optional;

/// A piece of usage as a plan sees it.
///
/// @param id unique among the events of one customer
/// @param at when it was admitted; it belongs to the period that this instant is in
/// @param meter what was counted, such as `tokens` or `output`
/// @param quantity how much of it; never negative
/// @param who whose it was
/// @param hold where more was reserved at `at` than was used in the end; empty where the usage is
///   drawn at once
public record UsageEvent(
        String id,
        Instant at,
        String meter,
        Rational quantity,
        Who who,
        Optional<Reservation> hold) {

    /// @param model the model that was called
    /// @param seat the seat that called
    public record Who(Optional<String> model, Optional<String> seat) {
        public static final Who ANYBODY = new Who(Optional.empty(), Optional.empty());
    }

    /// @param quantity reserved at admission; not below what was used
    /// @param settled when the usage was known
    public record Reservation(Rational quantity, Instant settled) {}

    public UsageEvent {
        if (quantity.isNegative()) {
            throw new IllegalArgumentException(
                    "a quantity cannot be negative: "
                            + quantity
                            + "; a correction names the event that it lowers");
        }
        if (hold.isPresent() && hold.get().quantity().compareTo(quantity) < 0) {
            throw new IllegalArgumentException(
                    quantity + " were used, but only " + hold.get().quantity() + " held");
        }
        if (hold.isPresent() && hold.get().settled().isBefore(at)) {
            throw new IllegalArgumentException("settled before it was admitted");
        }
    }
}
