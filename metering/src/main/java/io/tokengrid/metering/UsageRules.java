package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// What is known about a call before its usage is read, to judge the figures by (`exactness.md`,
/// B5).
///
/// @param contextWindow the most input the model can read; null when it is not configured
/// @param outputLimit the most output that the request sent upstream allows, thinking and all
///   choices included; null when none was sent
/// @param thinkingOnlyInTotal whether this provider leaves thinking out of the output and shows it
///   only in the total, as Gemini's OpenAI-compatible endpoint does
public record UsageRules(
        @Nullable TokenCount contextWindow,
        @Nullable TokenCount outputLimit,
        boolean thinkingOnlyInTotal) {

    /// No limits, and the usual meaning of the figures.
    public static final UsageRules NONE = new UsageRules(null, null, false);

    /// The rules of a provider's dialect, such as `openai`, without limits.
    public static UsageRules ofDialect(String dialect) {
        return new UsageRules(null, null, dialect.equals("gemini"));
    }

    public UsageRules withLimits(
            @Nullable TokenCount newContextWindow, @Nullable TokenCount newOutputLimit) {
        return new UsageRules(newContextWindow, newOutputLimit, thinkingOnlyInTotal);
    }
}
