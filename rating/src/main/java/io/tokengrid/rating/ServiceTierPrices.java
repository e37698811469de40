package io.tokengrid.rating;

import io.tokengrid.metering.ServiceTier;

/// What calls of a service tier cost. A tier without such a rule has the default's prices.
///
/// @param tier which calls
/// @param change of the prices that the call would have else; prices of its own hold in every time
///   window
public record ServiceTierPrices(ServiceTier tier, Change change) {}
