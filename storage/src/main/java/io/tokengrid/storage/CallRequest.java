package io.tokengrid.storage;

import io.tokengrid.ledger.LedgerFact.Claim;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A wish to admit a call.
///
/// @param key who calls
/// @param model its own name, also where the client called it by an alias
/// @param providers who may serve it, the one that is asked first at the front; never empty
/// @param serviceTiers those that it may be given
/// @param streamed whether the client asked for a stream
/// @param inputBound the most input tokens that it can have
/// @param outputBound the most output tokens that it can have, all choices together
/// @param deadline when it is ended at the latest
/// @param tags what the client wants it to be found by
/// @param claim the idempotency key it came with, or null
public record CallRequest(
        KeyId key,
        String model,
        List<String> providers,
        Set<ServiceTier> serviceTiers,
        boolean streamed,
        TokenCount inputBound,
        TokenCount outputBound,
        Instant deadline,
        Map<String, String> tags,
        @Nullable Claim claim) {
    public CallRequest {
        providers = List.copyOf(providers);
        serviceTiers = Set.copyOf(serviceTiers);
    }

    /// The same wish with another bound of its input.
    public CallRequest withInputBound(TokenCount bound) {
        return new CallRequest(
                key,
                model,
                providers,
                serviceTiers,
                streamed,
                bound,
                outputBound,
                deadline,
                tags,
                claim);
    }

    /// Whether input and output together are a number of tokens: below 2^63.
    boolean countable() {
        return outputBound.value() <= Long.MAX_VALUE - inputBound.value();
    }
}
