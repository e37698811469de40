package io.tokengrid.console;

import io.tokengrid.units.TokenCount;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model that clients can call, as the configuration has it now.
///
/// @param name what clients send
/// @param maxOutput the answer limit where the client sets none
/// @param contextWindow the most input it can read; null if the configuration does not say
/// @param deployments in order of preference
public record OfferedModel(
        String name,
        TokenCount maxOutput,
        @Nullable TokenCount contextWindow,
        List<OfferedDeployment> deployments) {
    /// A model as one provider serves it.
    ///
    /// @param model the provider's name of it
    /// @param site the compute centre; null if the configuration does not say
    public record OfferedDeployment(String provider, String model, @Nullable String site) {}
}
