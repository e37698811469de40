package io.tokengrid.storage.segment;

import java.io.IOException;
import java.util.List;

/// The journal's folder: a flat set of named files. Thread-safe.
interface SegmentFiles {

    /// Names of all files, in no order.
    List<String> list() throws IOException;

    /// Opens a file that exists, to read and write.
    SegmentFile open(String name) throws IOException;

    /// Opens a file that exists, to read.
    SegmentFile openToRead(String name) throws IOException;

    /// Makes an empty file; fails when there is one of that name.
    SegmentFile create(String name) throws IOException;

    void rename(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    /// Makes what was created, renamed and deleted durable.
    void syncFolder() throws IOException;

    /// Bytes that can still be written to the disk.
    long freeBytes() throws IOException;

    /// How a message names the file.
    String describe(String name);
}
