package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.Optional;

/// The least and the most that a period costs.
///
/// @param minimum made up for at the end of the period, never before
/// @param maximum what is above it is taken off; empty for no bound
public record Spend(Rational minimum, Optional<Rational> maximum) {
    public static final Spend ANY = new Spend(Rational.ZERO, Optional.empty());

    public Spend {
        Amounts.notNegative(minimum, "minimum spend");
        if (maximum.isPresent() && maximum.get().compareTo(minimum) < 0) {
            throw new IllegalArgumentException(
                    "the maximum spend " + maximum.get() + " is below the minimum " + minimum);
        }
    }

    /// What is added to a spend at the end of the period.
    public Rational trueUp(Rational spent) {
        return minimum.minus(spent).max(Rational.ZERO);
    }

    /// What is taken off a spend.
    public Rational excess(Rational spent) {
        return maximum.map(most -> spent.minus(most).max(Rational.ZERO)).orElse(Rational.ZERO);
    }

    /// The minimum of a part of a period; a maximum stays as it is.
    Spend partly(Rational share) {
        return new Spend(minimum.times(share), maximum);
    }
}
