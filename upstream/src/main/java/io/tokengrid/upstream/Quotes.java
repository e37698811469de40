package io.tokengrid.upstream;

import java.nio.ByteBuffer;

/// Finds quotation marks eight bytes at a time.
final class Quotes {
    private static final long EACH = 0x0101010101010101L;
    private static final long TOPS = 0x8080808080808080L;

    private Quotes() {}

    /// Where the first `"` of bytes [from, to) is; `to` if there is none.
    static int next(ByteBuffer bytes, int from, int to) {
        int at = from;
        while (at + Long.BYTES <= to) {
            long word = bytes.getLong(at) ^ ('"' * EACH);
            if (((word - EACH) & ~word & TOPS) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < to && bytes.get(at) != '"') {
            at++;
        }
        return at;
    }
}
