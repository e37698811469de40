package io.tokengrid.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One request of a trace.
///
/// @param offset from the trace's earliest request
/// @param inputTokens of its prompt, 0 or more
/// @param cachedTokens how many of them, from the first on, stood at the beginning of an earlier
///   prompt too: what a cache that forgets nothing would have; 0 where the trace does not tell
/// @param outputTokens of its answer, 0 or more; some traces hold failed calls, which have 0
/// @param model that the trace names, if it does
public record TraceRequest(
        Duration offset,
        long inputTokens,
        long cachedTokens,
        long outputTokens,
        @Nullable String model) {
    /// A request of a trace that does not tell what prompts have in common.
    public TraceRequest(
            Duration offset, long inputTokens, long outputTokens, @Nullable String model) {
        this(offset, inputTokens, 0, outputTokens, model);
    }
}
