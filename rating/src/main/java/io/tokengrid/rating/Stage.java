package io.tokengrid.rating;

import java.util.ArrayList;
import java.util.List;

/// Prices by context tier on their way to effective rows, with the reasons so far.
///
/// @param prices for every length of the prompt
/// @param because the rules that made them, besides the row and the tier
record Stage(TieredPrices prices, List<Reason> because) {
    /// The stage after a window or service tier.
    Stage then(Change change, Reason reason) {
        return switch (change) {
            case Change.Times times -> times(times, reason);
            case Change.Own own -> new Stage(own.prices(), List.of(reason));
        };
    }

    /// The stage after a multiplication. Throws [UnpublishableException] where a product is no
    /// price.
    Stage times(Change.Times times, Reason reason) {
        var reasons = new ArrayList<>(because);
        reasons.add(reason);
        return new Stage(
                new TieredPrices(
                        prices.tiers().stream()
                                .map(tier ->
                                        new ContextTier(
                                                tier.above(),
                                                tier.upTo(),
                                                tier.prices().times(times)))
                                .toList()),
                List.copyOf(reasons));
    }
}
