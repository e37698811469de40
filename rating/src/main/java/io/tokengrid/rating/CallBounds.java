package io.tokengrid.rating;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What a call can become at most, as far as its prices depend on it (exactness B1).
///
/// @param model the name that the client sent
/// @param providers who may serve it
/// @param customer who pays
/// @param inputBound the most input tokens that it can have
/// @param serviceTiers those that it may be given
/// @param now when it is admitted
/// @param deadline when it is ended at the latest
public record CallBounds(
        String model,
        List<String> providers,
        Customer customer,
        TokenCount inputBound,
        Set<ServiceTier> serviceTiers,
        Instant now,
        Instant deadline) {}
