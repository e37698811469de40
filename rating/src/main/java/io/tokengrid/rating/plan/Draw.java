package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.ArrayList;
import java.util.List;

/// What was taken from which grant, in the order in which it was taken: the record that a
/// correction goes back by.
///
/// @param parts each above zero
public record Draw(List<Part> parts) {
    public static final Draw NOTHING = new Draw(List.of());

    /// @param grant id of the grant
    public record Part(String grant, Rational amount) {}

    public Draw {
        parts = List.copyOf(parts);
    }

    public Rational total() {
        return parts.stream().map(Part::amount).reduce(Rational.ZERO, Rational::plus);
    }

    /// The first `amount` of it.
    Draw first(Rational amount) {
        var first = new ArrayList<Part>();
        Rational rest = amount;
        for (Part part : parts) {
            Rational taken = part.amount().min(rest);
            if (taken.isPositive()) {
                first.add(new Part(part.grant(), taken));
                rest = rest.minus(taken);
            }
        }
        return new Draw(first);
    }

    /// The last `amount` of it, last part first.
    Draw lastInReverse(Rational amount) {
        return new Draw(parts.reversed()).first(amount);
    }

    Draw plus(Draw more) {
        var all = new ArrayList<>(parts);
        all.addAll(more.parts);
        return new Draw(all);
    }
}
