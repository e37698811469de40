package io.tokengrid.storage.segment;

import java.time.Duration;

/// How long the journal thread waits for more facts before it commits those that are there.
///
/// A group costs about the same CPU time for one fact as for fifty (50 microseconds, measured on a
/// virtual disk), so at a high rate fewer groups save CPU time, while at a low one a wait saves
/// nothing. It waits in three steps, each longer than the one before, and goes on only while facts
/// keep coming: senders who all wait for their own fact are not made to wait for each other.
///
/// @param maxNanos the longest wait in all; 0: never wait
record Linger(long maxNanos) {

    /// A step is worth its time if facts come at least this often (16,000 a second).
    private static final long NANOS_PER_FACT = 62_500;

    /// Fewer facts than these waiting say that the load is light.
    private static final long LIGHT = 3;

    static Linger upTo(Duration longest) {
        return new Linger(longest.toNanos());
    }

    /// The first step, in nanoseconds; 0: do not wait.
    ///
    /// @param waiting facts that wait, now that the group before is durable
    /// @param last facts of the group before; when many more wait now, they came in a burst, and
    ///   nothing more is to be expected
    long first(long waiting, long last) {
        boolean burst = waiting > 2 * last + LIGHT;
        return waiting < LIGHT || burst ? 0 : maxNanos / 8;
    }

    /// The step after one of `step` nanoseconds that gathered `facts`; 0: wait no longer.
    long next(long step, long facts) {
        if (facts * NANOS_PER_FACT < step || step > maxNanos / 4) {
            return 0;
        }
        return step < maxNanos / 4 ? maxNanos / 4 : maxNanos / 8 * 5;
    }
}
