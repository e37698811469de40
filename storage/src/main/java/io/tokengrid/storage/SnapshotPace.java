package io.tokengrid.storage;

import java.time.Duration;

/// How often a snapshot is taken.
///
/// @param facts at the latest after so many
/// @param time at the latest after so long, if there was any fact
record SnapshotPace(long facts, Duration time) {
    /// A million facts, 60 s (exactness D2).
    static SnapshotPace standard() {
        return new SnapshotPace(1_000_000, Duration.ofMinutes(1));
    }

    /// @param newFacts facts since the last snapshot
    /// @param nanos time since the last one, or since its last attempt
    boolean due(long newFacts, long nanos) {
        return newFacts > 0 && (newFacts >= facts || nanos >= time.toNanos());
    }
}
