package io.tokengrid.rating.bill;

import io.tokengrid.units.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a provider's calls were expected to cost, from more days than a bill has on either side, so
/// that days can be cut elsewhere. Times are quarters of an hour since 1970, of the requests to the
/// provider: every zone's days begin with one.
///
/// @param lines what the calls used, at the book's buying prices
/// @param calls how many calls there were and what was booked for them
/// @param prices every price that the book has for these models
public record Expected(List<Line> lines, List<Calls> calls, List<KnownPrice> prices) {
    public Expected {
        lines = List.copyOf(lines);
        calls = List.copyOf(calls);
        prices = List.copyOf(prices);
    }

    /// Tokens or pieces of settled calls at a price.
    ///
    /// @param model the provider's name of it
    /// @param price of one; null where the book has none
    /// @param rules what made the price; null without one
    public record Line(
            long quarter,
            String model,
            Meter meter,
            @Nullable Money price,
            @Nullable RuleNames rules,
            long quantity) {}

    /// Calls that ended.
    ///
    /// @param calls settled ones
    /// @param interrupted those that the provider may bill although no charge was settled, or that
    ///   were cut
    /// @param booked what the ledger has as their cost, in the bill's currency
    /// @param estimated what the ledger has for the interrupted ones
    /// @param foreign calls whose cost the ledger has in another currency
    /// @param counted how many calls were counted here
    /// @param countedTokens as they were counted
    public record Calls(
            long quarter,
            String model,
            long calls,
            long interrupted,
            Money booked,
            Money estimated,
            long foreign,
            long counted,
            long countedTokens) {}

    /// A price of the book.
    public record KnownPrice(String model, Meter meter, Money price, RuleNames rules) {}
}
