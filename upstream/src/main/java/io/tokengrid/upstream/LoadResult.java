package io.tokengrid.upstream;

import java.time.Duration;
import java.util.Map;

/// What a load generator has seen, its warm-up left out.
///
/// @param statuses answers by status
/// @param errors connections that failed or ended inside an answer
/// @param unfinished requests without an answer at the end; of an open loop also those never sent
/// @param latencies of answers of every status: in a closed loop from the sending, in an open one
///   from the time the request was meant to be sent, of streams from the stamp in each chunk to its
///   arrival
/// @param lags from the time a request was meant to be sent to its sending (open loop)
/// @param cpu of the generator's own thread
public record LoadResult(
        Map<Integer, Long> statuses,
        long errors,
        long unfinished,
        Histogram latencies,
        Histogram lags,
        Duration elapsed,
        Duration cpu) {

    /// Answers, or chunks of streams, a second.
    public double perSecond() {
        return latencies.count() * 1e9 / elapsed.toNanos();
    }

    /// CPU time of the generator for each answer or chunk, in microseconds.
    public double cpuMicrosEach() {
        return cpu.toNanos() / 1e3 / Math.max(1, latencies.count());
    }
}
