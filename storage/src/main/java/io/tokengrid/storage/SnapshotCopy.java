package io.tokengrid.storage;

/// A snapshot as it is written, for a replica to keep.
///
/// @param sequence the last fact that it includes
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
public record SnapshotCopy(long sequence, byte[] bytes) {}
