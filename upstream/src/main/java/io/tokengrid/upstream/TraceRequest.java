package io.tokengrid.upstream;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One request of a trace.
///
/// @param offset from the trace's earliest request
/// @param inputTokens of its prompt, 0 or more
/// @param outputTokens of its answer, 0 or more; some traces hold failed calls, which have 0
/// @param model that the trace names, if it does
public record TraceRequest(
        Duration offset, long inputTokens, long outputTokens, @Nullable String model) {}
