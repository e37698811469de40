package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.Optional;

/// What happens when a plan's allowance is used up, or a limit is reached.
public sealed interface AtEnd {
    /// What is above is refused.
    record Block() implements AtEnd {}

    /// Usage goes on with another model, priced by the products that name it.
    record Cheaper(String model) implements AtEnd {}

    /// Usage goes on at the products' prices.
    ///
    /// @param cap the most that it costs in a period: the event that reaches it is charged up to
    ///   it, what comes later is refused; empty for no bound
    record Overage(Optional<Rational> cap) implements AtEnd {
        public Overage {
            cap.ifPresent(amount -> Amounts.notNegative(amount, "cap"));
        }
    }
}
