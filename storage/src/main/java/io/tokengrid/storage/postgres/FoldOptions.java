package io.tokengrid.storage.postgres;

import java.time.Duration;

/// Settings of a [Fold].
///
/// @param batchFacts a batch ends with the group in which it has so many facts
/// @param batchBytes likewise for their bytes
/// @param pace the shortest time between the beginnings of two batches while there is no backlog:
///   what happens together is then written together. Whoever waits for a fact ends it
/// @param maxBackoff the longest time between two attempts to reach a database that is away
public record FoldOptions(int batchFacts, long batchBytes, Duration pace, Duration maxBackoff) {
    /// 20,000 facts, 8 MiB, 100 ms, 1 s.
    public static FoldOptions defaults() {
        return new FoldOptions(20_000, 8 << 20, Duration.ofMillis(100), Duration.ofSeconds(1));
    }
}
