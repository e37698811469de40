package io.tokengrid.upstream;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/// What a replay has seen from the client's side.
///
/// @param statuses calls by the status of their last answer; 0 for those without an answer
/// @param failures calls by what went wrong, those of `statuses` that are not 200 and those that
///   broke off
/// @param exact calls whose reported input and output tokens are the trace's
/// @param usage summed as the answers reported it
/// @param charges summed by currency, as the answers said them
/// @param uncharged whole answers that said no charge
/// @param retries of refused calls
/// @param latencies of calls that ended well, from the first request's start to the last byte
public record ReplayResult(
        Map<Integer, Long> statuses,
        Map<String, Long> failures,
        long exact,
        Usage usage,
        Map<String, BigDecimal> charges,
        long uncharged,
        long retries,
        Histogram latencies,
        Duration elapsed) {

    /// Calls whose whole answer came.
    public long completed() {
        return latencies.count();
    }
}
