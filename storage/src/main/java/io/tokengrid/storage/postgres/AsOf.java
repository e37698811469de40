package io.tokengrid.storage.postgres;

import java.time.Instant;

/// How far the journal was folded when a view was read.
///
/// @param sequence the last fact that the answer includes; 0 before the first
/// @param at when that fact happened, to the microsecond
public record AsOf(long sequence, Instant at) {}
