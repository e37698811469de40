package io.tokengrid.upstream;

import java.time.Duration;
import java.util.List;

/// A row of a trace as it stands in the file.
///
/// @param request its offset is from any instant, which is the same for all rows
/// @param blocks names of the prompt's blocks, in order; the same name is the same prompt up to the
///   end of that block. Empty where the trace does not tell
/// @param blockTokens of each block but the last, which may have fewer
record TraceRow(TraceRequest request, List<Long> blocks, int blockTokens) {
    TraceRow(TraceRequest request) {
        this(request, List.of(), 0);
    }

    Duration offset() {
        return request.offset();
    }
}
