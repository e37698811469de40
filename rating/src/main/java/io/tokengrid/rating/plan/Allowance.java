package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.List;

/// What a plan includes in a period, in a unit of its own, and what happens at its end.
///
/// @param unit its unit of account, such as `token` or `credit`
/// @param included for all seats together in a period
/// @param weights how much of it usage takes
/// @param limits bounds in shorter or longer windows
/// @param order which grant is drawn first
/// @param atEnd what happens when nothing is left
public record Allowance(
        String unit,
        Rational included,
        Weights weights,
        List<Limit> limits,
        BurnOrder order,
        AtEnd atEnd) {

    public Allowance {
        Amounts.notNegative(included, "included amount");
        limits = List.copyOf(limits);
    }
}
