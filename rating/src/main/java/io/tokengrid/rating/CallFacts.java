package io.tokengrid.rating;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// What is known of a call when it is settled, as far as its prices depend on it (exactness A6).
///
/// @param model the name that the client sent
/// @param provider who served it; null if that is not known
/// @param customer who pays
/// @param promptTokens all input of the request, cached tokens included
/// @param serviceTier the tier that the provider says it gave
/// @param moments when it happened
public record CallFacts(
        String model,
        @Nullable String provider,
        Customer customer,
        TokenCount promptTokens,
        ServiceTier serviceTier,
        Moments moments) {}
