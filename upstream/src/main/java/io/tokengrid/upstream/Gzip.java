package io.tokengrid.upstream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// Files that may be compressed by gzip, told by their first two bytes.
public final class Gzip {
    private static final int MAGIC = 0x8b1f;
    private static final int BUFFER = 1 << 16;

    private Gzip() {}

    /// What the stream holds, inflated if it is compressed. Closing it closes `in`.
    public static InputStream inflated(InputStream in) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, BUFFER);
        buffered.mark(2);
        int magic = buffered.read() | (buffered.read() << 8);
        buffered.reset();
        return magic == MAGIC ? new GZIPInputStream(buffered, BUFFER) : buffered;
    }
}
