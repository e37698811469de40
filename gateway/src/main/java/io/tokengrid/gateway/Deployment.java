package io.tokengrid.gateway;

import org.jspecify.annotations.Nullable;

/// A model as one provider serves it.
///
/// @param model the provider's name of the model, at most 64 characters
/// @param site the compute centre; null if the configuration does not say
public record Deployment(Provider provider, String model, @Nullable String site) {}
