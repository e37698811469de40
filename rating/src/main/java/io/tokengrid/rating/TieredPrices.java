package io.tokengrid.rating;

import io.tokengrid.units.TokenCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Prices by the length of the request's prompt: half-open ranges (above, up to] that follow each
/// other without a gap. The last one may be open or bounded; beyond a bound there is no price.
///
/// @param tiers in rising order, at least one
public record TieredPrices(List<ContextTier> tiers) {
    private static final int MOST = 64;

    /// Throws [IllegalArgumentException] for no tiers or more than 64, gaps, overlaps and a first
    /// tier that does not begin at 0.
    public TieredPrices {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty() || tiers.size() > MOST) {
            throw new IllegalArgumentException(
                    "1 to " + MOST + " context tiers are possible, not " + tiers.size());
        }
        @Nullable TokenCount end = TokenCount.ZERO;
        for (ContextTier tier : tiers) {
            if (end == null || tier.above().compareTo(end) < 0) {
                throw new IllegalArgumentException(
                        "the context tier "
                                + tier
                                + " overlaps or precedes the one before it, which "
                                + (end == null ? "has no end" : "ends at " + end));
            }
            if (tier.above().compareTo(end) > 0) {
                throw new IllegalArgumentException(
                        "prompts above "
                                + end
                                + " and up to "
                                + tier.above()
                                + " tokens have no context tier");
            }
            end = tier.upTo();
        }
    }

    /// The same prices for prompts of every length.
    public static TieredPrices of(PriceList prices) {
        return new TieredPrices(List.of(new ContextTier(TokenCount.ZERO, null, prices)));
    }

    /// Whether prompts of every length have the same prices.
    public boolean flat() {
        return tiers.size() == 1 && tiers.getFirst().upTo() == null;
    }
}
