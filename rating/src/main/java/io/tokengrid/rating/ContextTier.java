package io.tokengrid.rating;

import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// The prices of requests with a prompt of a certain length, cached tokens included. The whole
/// request has them, its output too.
///
/// @param above the prompt has more tokens than this; 0 for the first tier, which has empty prompts
///   as well
/// @param upTo the prompt has at most so many; null if there is no limit
/// @param prices of every token of the request
public record ContextTier(TokenCount above, @Nullable TokenCount upTo, PriceList prices) {
    /// Throws [IllegalArgumentException] if no prompt is that long.
    public ContextTier {
        if (upTo != null && upTo.compareTo(above) <= 0) {
            throw new IllegalArgumentException(
                    "a context tier above " + above + " tokens cannot end at " + upTo);
        }
    }

    boolean has(long promptTokens) {
        return upTo == null || promptTokens <= upTo.value();
    }

    /// Such as `up to 128000` or `above 128000`.
    @Override
    public String toString() {
        if (above.isZero()) {
            return upTo == null ? "of any length" : "up to " + upTo;
        }
        return "above " + above + (upTo == null ? "" : " up to " + upTo);
    }
}
