package io.tokengrid.storage.segment;

import java.time.Duration;

/// How long the journal thread waits for more facts before it commits those that are there.
///
/// A group costs about the same CPU time for one fact as for fifty, so under load fewer groups are
/// cheaper. The wait grows with the load, from nothing, and ends as soon as the load does.
///
/// @param maxNanos the longest wait; 0: never wait
record Linger(long maxNanos) {

    /// With this many facts waiting the wait is the longest.
    private static final int FULL_LOAD = 24;

    /// With fewer facts waiting nothing is gained.
    private static final int LIGHT_LOAD = 4;

    static Linger upTo(Duration longest) {
        return new Linger(longest.toNanos());
    }

    /// @param waiting facts that wait, when the group before is durable
    /// @param last facts of the group before. When more than these wait already, they came in a
    ///   burst whose senders may all be waiting, so nothing is to be expected
    long nanos(long waiting, long last) {
        if (waiting < LIGHT_LOAD || waiting > last) {
            return 0;
        }
        return maxNanos * Math.min(waiting, FULL_LOAD) / FULL_LOAD;
    }
}
