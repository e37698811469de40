package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.List;

/// What a subscription came to, and its state at the end.
///
/// @param periods in their order; the last one may still run
/// @param allowance grants in the plan's unit, what was included among them
/// @param prepaid grants of money
/// @param limits with what was used in their last window
/// @param outcomes by event, in the order of settlement
public record Statement(
        List<BilledPeriod> periods,
        List<GrantState> allowance,
        List<GrantState> prepaid,
        List<LimitState> limits,
        List<Outcome> outcomes) {

    public Statement {
        periods = List.copyOf(periods);
        outcomes = List.copyOf(outcomes);
    }

    /// @param plan the one at its end
    /// @param lines what is due
    /// @param paid currency units taken from prepaid money, exact
    public record BilledPeriod(Period period, String plan, List<Line> lines, Rational paid) {
        public BilledPeriod {
            lines = List.copyOf(lines);
        }

        public Rational exact() {
            return lines.stream().map(Line::exact).reduce(Rational.ZERO, Rational::plus);
        }
    }
}
