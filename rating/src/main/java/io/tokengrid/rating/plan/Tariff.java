package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.Optional;

/// How the usage of a period becomes an amount of money: a function of what was used from the
/// period's start. What a piece of usage costs is the difference of two values of it, so neither
/// the cut nor the order of the pieces changes a total.
public sealed interface Tariff {
    /// What a quantity costs from the start of the period, before commitments are made up.
    ///
    /// @param quantity what was counted, not negative: the sum of [#counted] over the events
    /// @param events how many events it came in
    /// @return currency units
    Rational charge(Rational quantity, long events);

    /// What one event of `value` adds to the quantity.
    default Rational counted(Rational value) {
        return value;
    }

    /// What is due at the end on top of the charge because less was used than was committed to.
    default Rational shortfall(Rational quantity) {
        return Rational.ZERO;
    }

    /// A price per unit or per package, after some free units.
    ///
    /// @param free units that cost nothing
    record PerUnit(UnitRate rate, Rational free) implements Tariff {
        public PerUnit {
            Amounts.notNegative(free, "number of free units");
        }

        @Override
        public Rational charge(Rational quantity, long events) {
            return rate.times(quantity.minus(free).max(Rational.ZERO));
        }
    }

    /// Each unit at the price of its tier. Never falls as the quantity grows.
    record Graduated(Tiers tiers) implements Tariff {
        @Override
        public Rational charge(Rational quantity, long events) {
            return tiers.graduated(quantity);
        }
    }

    /// All units at the price of the tier that is reached. One more unit can lower the total, so a
    /// difference can be negative: it is a credit, and is not cut off at zero.
    record Volume(Tiers tiers) implements Tariff {
        @Override
        public Rational charge(Rational quantity, long events) {
            return tiers.volume(quantity);
        }
    }

    /// A share of the amount that passed, and a fixed fee per event, each after what is free.
    ///
    /// @param share from 0 to 1
    /// @param fixed currency units per event
    /// @param freeEvents events without the fixed fee
    /// @param freeAmount amount without the share
    record Percentage(Rational share, Rational fixed, long freeEvents, Rational freeAmount)
            implements Tariff {
        public Percentage {
            Amounts.share(share, "share");
            Amounts.notNegative(fixed, "fixed fee");
            Amounts.notNegative(Rational.of(freeEvents), "number of free events");
            Amounts.notNegative(freeAmount, "free amount");
        }

        @Override
        public Rational charge(Rational quantity, long events) {
            return quantity.minus(freeAmount)
                    .max(Rational.ZERO)
                    .times(share)
                    .plus(fixed.times(Math.max(events - freeEvents, 0)));
        }
    }

    /// A share of each event's amount and a fixed fee, with bounds for each event. There is nothing
    /// free here: with bounds, which events are the free ones would change the total.
    ///
    /// @param share from 0 to 1
    /// @param fixed currency units per event
    /// @param least the least an event costs
    /// @param most the most an event costs; not below `least`
    record EachEvent(Rational share, Rational fixed, Rational least, Optional<Rational> most)
            implements Tariff {
        public EachEvent {
            Amounts.share(share, "share");
            Amounts.notNegative(fixed, "fixed fee");
            Amounts.notNegative(least, "least charge of an event");
            if (most.isPresent() && most.get().compareTo(least) < 0) {
                throw new IllegalArgumentException(
                        "the most an event costs, "
                                + most.get()
                                + ", is below the least, "
                                + least);
            }
        }

        @Override
        public Rational counted(Rational value) {
            Rational charge = value.times(share).plus(fixed).max(least);
            return most.map(charge::min).orElse(charge);
        }

        @Override
        public Rational charge(Rational quantity, long events) {
            return quantity;
        }
    }

    /// A quantity that is bought whether or not it is used, and a dearer price above it.
    ///
    /// @param units what is committed to
    /// @param price per unit
    /// @param overage factor of the price above the commitment; 1 or more
    /// @param trueUp whether unused units are due at the end
    record Committed(Rational units, Rational price, Rational overage, boolean trueUp)
            implements Tariff {
        public Committed {
            Amounts.notNegative(units, "commitment");
            Amounts.notNegative(price, "price");
            if (overage.compareTo(Rational.ONE) < 0) {
                throw new IllegalArgumentException(
                        "the factor above a commitment must be 1 or more: " + overage);
            }
        }

        @Override
        public Rational charge(Rational quantity, long events) {
            Rational above = quantity.minus(units).max(Rational.ZERO);
            return quantity.min(units).plus(above.times(overage)).times(price);
        }

        @Override
        public Rational shortfall(Rational quantity) {
            return trueUp ? units.minus(quantity).max(Rational.ZERO).times(price) : Rational.ZERO;
        }
    }
}
