package io.tokengrid.storage.segment;

import java.io.IOException;

/// An open file of fixed place and growing size.
interface SegmentFile extends AutoCloseable {

    long size() throws IOException;

    /// Reads up to `length` bytes at `position` until the file ends; answers how many.
    int read(byte[] into, int from, int length, long position) throws IOException;

    /// Writes all bytes at `position`.
    void write(byte[] bytes, int from, int length, long position) throws IOException;

    /// Makes all that was written durable.
    void sync() throws IOException;

    @Override
    void close() throws IOException;
}
