package io.tokengrid.storage.segment;

/// Figures of a running journal since it was opened.
///
/// @param facts facts made durable
/// @param groups groups they were written in, each with one sync
/// @param bytes bytes written, headers and padding with them
/// @param syncP50Nanos median time of a group's write and sync, at most 12.5% too high
/// @param syncP99Nanos 99th percentile of the same
/// @param segments segment files that hold facts
/// @param roomBytes what is sure to be left in complete segments, before reservations
/// @param reservedBytes room reserved for later facts of admitted calls, headers and padding with
///   it
/// @param shortage why no more segments can be made, or empty
public record JournalStats(
        long facts,
        long groups,
        long bytes,
        long syncP50Nanos,
        long syncP99Nanos,
        int segments,
        long roomBytes,
        long reservedBytes,
        String shortage) {}
