package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.Optional;

/// One thing that is sold: what is counted, how it is priced, and the bounds of what it costs in a
/// period.
///
/// @param name for the statement's line
/// @param meter what is counted
/// @param model only usage of this model; empty for usage that no other product names the model of
/// @param terms bounds and windows
public record Product(
        String name,
        String meter,
        Optional<String> model,
        Conversion conversion,
        Tariff tariff,
        Terms terms) {

    /// @param window the quantity starts at zero in each hour or day; empty for the whole period
    /// @param spend bounds of the charge in a period
    /// @param discount off this product's line
    public record Terms(Optional<Window> window, Spend spend, Optional<Discount> discount) {
        public static final Terms PLAIN = new Terms(Optional.empty(), Spend.ANY, Optional.empty());
    }

    /// A window shorter than the period, from the period's start on.
    public enum Window {
        HOUR(Cycle.Unit.HOUR),
        DAY(Cycle.Unit.DAY);

        private final Cycle.Unit unit;

        Window(Cycle.Unit unit) {
            this.unit = unit;
        }

        Cycle.Unit unit() {
            return unit;
        }
    }

    public Product {
        if (tariff instanceof Tariff.EachEvent && !conversion.equals(Conversion.NONE)) {
            throw new IllegalArgumentException(
                    "a charge with bounds for each event has no unit to convert");
        }
    }

    /// What a measured quantity costs from the start of the window.
    public Rational charge(Measure measure) {
        return tariff.charge(conversion.apply(measure.quantity()), measure.events());
    }

    /// What is due on top because less was used than was committed to.
    public Rational shortfall(Measure measure) {
        return tariff.shortfall(conversion.apply(measure.quantity()));
    }

    /// What usage costs that takes the measure from one value to another: negative only for a
    /// volume price, or where `after` is less.
    public Rational charge(Measure before, Measure after) {
        return charge(after).minus(charge(before));
    }
}
