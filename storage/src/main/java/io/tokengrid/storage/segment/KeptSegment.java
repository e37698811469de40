package io.tokengrid.storage.segment;

/// A segment that has or had facts.
///
/// @param firstSequence its first fact, or the next one after the last while it has none
/// @param bytes size of its file
public record KeptSegment(long firstSequence, long bytes) {}
