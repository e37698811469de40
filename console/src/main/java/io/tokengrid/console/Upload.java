package io.tokengrid.console;

/// A body that is a file as it stands on a disk, in whatever encoding.
@SuppressWarnings("ArrayRecordComponent") // handed over, never compared as a record
record Upload(byte[] bytes) {}
