package io.tokengrid.storage.segment;

import java.time.Duration;

/// Settings of a [SegmentJournal]. Files keep the size they were made with; all settings may change
/// between two starts.
///
/// @param segmentBytes size of a segment file; a multiple of 4,096, at least four groups, at most 1
///   GiB
/// @param segmentsAhead how many complete segments are kept ready beside the one in use, at least 1
/// @param groupBytes the largest group, and with it the largest fact (a few bytes less); 4 KiB or
///   more
/// @param bufferBytes the most that facts not yet written may take; a power of two of at least two
///   groups. Facts of all admitted calls are counted in it, so it also bounds how many can be open
/// @param maxLinger the longest that a group waits under load for more facts, to save CPU time;
///   zero commits at once always. An idle journal never waits
/// @param minFreeBytes no segment is made that would leave less than this free on the disk
public record JournalOptions(
        long segmentBytes,
        int segmentsAhead,
        int groupBytes,
        int bufferBytes,
        Duration maxLinger,
        long minFreeBytes) {

    public JournalOptions {
        require(groupBytes >= Frame.PAGE, "groupBytes is at least 4096");
        require(segmentBytes % Frame.PAGE == 0, "segmentBytes is a multiple of 4096");
        require(segmentBytes >= 4L * groupBytes, "segmentBytes holds at least four groups");
        require(segmentBytes <= 1 << 30, "segmentBytes is at most 1 GiB");
        require(segmentsAhead >= 1, "segmentsAhead is at least 1");
        require(Integer.bitCount(bufferBytes) == 1, "bufferBytes is a power of two");
        require(bufferBytes >= 2 * groupBytes, "bufferBytes holds at least two groups");
        require(!maxLinger.isNegative(), "maxLinger is not negative");
        require(maxLinger.compareTo(Duration.ofMillis(20)) <= 0, "maxLinger is at most 20 ms");
        require(minFreeBytes >= 0, "minFreeBytes is not negative");
    }

    /// 64 MiB segments, two ahead, groups of up to 4 MiB, 16 MiB of buffer, 0.5 ms linger, 2 GB
    /// free.
    public static JournalOptions defaults() {
        return new JournalOptions(
                64 << 20, 2, 4 << 20, 16 << 20, Duration.ofNanos(500_000), 2_000_000_000L);
    }

    /// Small enough for tests and trials: 1 MiB segments, 256 KiB groups, no free space asked for.
    public static JournalOptions small() {
        return new JournalOptions(1 << 20, 2, 256 << 10, 1 << 20, Duration.ofNanos(500_000), 0);
    }

    public JournalOptions withMaxLinger(Duration linger) {
        return new JournalOptions(
                segmentBytes, segmentsAhead, groupBytes, bufferBytes, linger, minFreeBytes);
    }

    public JournalOptions withMinFreeBytes(long bytes) {
        return new JournalOptions(
                segmentBytes, segmentsAhead, groupBytes, bufferBytes, maxLinger, bytes);
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
