package io.tokengrid.storage;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A wish to admit a call.
///
/// @param key who calls
/// @param model its own name, also where the client called it by an alias
/// @param provider who will be asked first
/// @param streamed whether the client asked for a stream
/// @param inputBound the most input tokens that it can have
/// @param outputBound the most output tokens that it can have, all choices together
/// @param deadline when it is ended at the latest
/// @param tags what the client wants it to be found by
/// @param claim the idempotency key it came with, or null
public record CallRequest(
        KeyId key,
        String model,
        String provider,
        boolean streamed,
        TokenCount inputBound,
        TokenCount outputBound,
        Instant deadline,
        Map<String, String> tags,
        LedgerFact.@Nullable Claim claim) {
    /// The same wish with another bound of its input.
    public CallRequest withInputBound(TokenCount bound) {
        return new CallRequest(
                key, model, provider, streamed, bound, outputBound, deadline, tags, claim);
    }

    /// Whether input and output together are a number of tokens: below 2^63.
    boolean countable() {
        return outputBound.value() <= Long.MAX_VALUE - inputBound.value();
    }
}
