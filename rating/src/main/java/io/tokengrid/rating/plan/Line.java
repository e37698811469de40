package io.tokengrid.rating.plan;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;

/// A line of a statement: exact, and rounded once to what is paid (exactness A4). The difference of
/// the two is a posting of its own.
///
/// @param name of the product, the fee or the rule that it comes from
/// @param why how the amount came about, for people
/// @param exact currency units; negative for a credit
public record Line(String name, String why, Rational exact, CurrencyCode currency) {
    /// Half away from zero, to the digits of the currency.
    public BigDecimal rounded() {
        return exact.rounded(currency.digits());
    }

    /// What rounding added.
    public Rational adjustment() {
        return Rational.of(rounded()).minus(exact);
    }
}
