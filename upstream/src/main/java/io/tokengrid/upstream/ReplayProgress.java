package io.tokengrid.upstream;

import java.time.Duration;

/// How far a replay is.
///
/// @param done calls that have ended
/// @param total calls of the trace
/// @param perSecond calls ended a second, since the start
/// @param remaining estimated at that rate
public record ReplayProgress(long done, long total, double perSecond, Duration remaining) {
    static ReplayProgress of(long done, long total, long elapsedNanos) {
        double perNano = done / (double) Math.max(1, elapsedNanos);
        long remaining = done == 0 ? 0 : (long) ((total - done) / perNano);
        return new ReplayProgress(done, total, perNano * 1e9, Duration.ofNanos(remaining));
    }
}
