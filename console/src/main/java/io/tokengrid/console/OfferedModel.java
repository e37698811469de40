package io.tokengrid.console;

import io.tokengrid.gateway.Lifecycle;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A model that clients can call, as the configuration has it now.
///
/// @param name what clients send
/// @param maxOutput the answer limit where the client sets none
/// @param contextWindow the most input it can read; null if the configuration does not say
/// @param aliases other names that clients can send for it
/// @param state where it stands in its life
/// @param retires from when it can no longer be called; null if that is not announced
/// @param successor the model to call instead; null if none is named
/// @param deployments in order of preference
public record OfferedModel(
        String name,
        TokenCount maxOutput,
        @Nullable TokenCount contextWindow,
        List<String> aliases,
        Lifecycle.State state,
        @Nullable Instant retires,
        @Nullable String successor,
        List<OfferedDeployment> deployments) {
    /// Whether it can no longer be called, or only until a day that is announced.
    boolean leaves() {
        return state == Lifecycle.State.RETIRING || state == Lifecycle.State.GONE;
    }

    /// A model as one provider serves it.
    ///
    /// @param model the provider's name of it
    /// @param site the compute centre; null if the configuration does not say
    public record OfferedDeployment(String provider, String model, @Nullable String site) {}
}
