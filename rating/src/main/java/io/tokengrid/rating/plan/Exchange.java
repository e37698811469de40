package io.tokengrid.rating.plan;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.util.List;

/// A payment in another currency than that of the bill, as two linked legs and the price of the
/// exchange beside them.
///
/// @param to the currency paid in
/// @param rate units of `to` for one unit of the bill's currency; above zero
/// @param spread in the bill's currency, a leg of its own that the rate does not hide
/// @param source where the rate is from and when it held
public record Exchange(CurrencyCode to, Rational rate, Rational spread, String source) {
    public Exchange {
        Amounts.positive(rate, "rate of exchange");
        Amounts.notNegative(spread, "spread");
    }

    /// The legs of an amount: out of the bill's currency, into the other, and the spread if there
    /// is one.
    public List<Line> legs(Rational amount, CurrencyCode from) {
        Line out = new Line("exchange", from + " to " + to, amount.negated(), from);
        Line in = new Line("exchange", "at " + rate + ", " + source, amount.times(rate), to);
        return spread.isZero()
                ? List.of(out, in)
                : List.of(out, in, new Line("exchange", "spread", spread, from));
    }
}
