package io.tokengrid.storage.segment;

/// Unsigned integers of 7 bits a byte, lowest first, the high bit set on all bytes but the last.
final class Varint {

    private Varint() {}

    static int size(int value) {
        return value == 0 ? 1 : (38 - Integer.numberOfLeadingZeros(value)) / 7;
    }

    static void write(int value, byte[] to, int at) {
        int rest = value;
        int next = at;
        while (rest > 0x7f) {
            to[next++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[next] = (byte) rest;
    }

    /// The value at `at`, or -1 when it does not end before `end` or does not fit 31 bits.
    static int read(byte[] from, int at, int end) {
        int value = 0;
        int shift = 0;
        for (int next = at; next < end && shift < 35; next++) {
            int bits = from[next];
            value |= (bits & 0x7f) << shift;
            if (bits >= 0) {
                return value < 0 ? -1 : value;
            }
            shift += 7;
        }
        return -1;
    }
}
