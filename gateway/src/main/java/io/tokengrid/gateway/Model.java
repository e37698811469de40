package io.tokengrid.gateway;

import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.TokenCounter;
import io.tokengrid.units.TokenCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model as clients know it.
///
/// @param name what clients send
/// @param prompts counts its prompts
/// @param maxOutput the answer limit where the client sets none
/// @param maxThinking the most thinking beside the answer, at providers whose answer limit does not
///   count it
/// @param contextWindow the most input it can read; null if the configuration does not say
/// @param holdStep output tokens that a stream holds at a time; null if it holds its ceiling. Only
///   for models whose output is visible as it comes (exactness B7)
/// @param onDisconnect what becomes of a stream whose client is gone
/// @param lifecycle whether it can be called, and for how long
/// @param deployments in order of preference, at least one
public record Model(
        String name,
        PromptMeter prompts,
        TokenCount maxOutput,
        TokenCount maxThinking,
        @Nullable TokenCount contextWindow,
        @Nullable TokenCount holdStep,
        OnDisconnect onDisconnect,
        Lifecycle lifecycle,
        List<Deployment> deployments) {
    public Model {
        deployments = List.copyOf(deployments);
        if (deployments.isEmpty()) {
            throw new IllegalArgumentException("model '" + name + "' has no deployment");
        }
    }

    /// Counts its tokens.
    TokenCounter counter() {
        return prompts.counter();
    }

    /// What becomes of a stream whose client is gone (exactness C6).
    public enum OnDisconnect {
        /// Read on and settle what the provider reports.
        DRAIN,
        /// Close the upstream and settle what was counted so far, as estimated.
        CANCEL
    }
}
