package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import java.util.List;
import java.util.stream.Collectors;

/// An effective row: the prices of all calls that the same rules apply to, multiplied out when the
/// book was published (exactness A2).
///
/// @param number its place in the book, from 0 on; the same for equal books
/// @param row the row that it was made from
/// @param side whose prices they are
/// @param currency in which they are
/// @param prices final: nothing is multiplied or divided any more
/// @param reasons the rules that made it, in the order in which they applied; the row comes first
public record EffectivePrices(
        int number,
        PriceRow row,
        Side side,
        CurrencyCode currency,
        PriceList prices,
        List<Reason> reasons) {
    public EffectivePrices {
        reasons = List.copyOf(reasons);
    }

    /// The reasons in words, one a line.
    public String explain(CallFacts call) {
        return reasons.stream()
                .map(reason -> reason.explain(call))
                .collect(Collectors.joining("\n"));
    }
}
