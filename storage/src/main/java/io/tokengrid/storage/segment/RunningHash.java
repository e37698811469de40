package io.tokengrid.storage.segment;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/// The SHA-256 chain over all facts of a journal up to a group's border, as four big-endian words.
///
/// Two journals with the same running hash at a sequence hold the same facts up to it, in the same
/// groups. Folds, replicas and snapshots keep it to recognise another history.
public record RunningHash(long first, long second, long third, long fourth) {

    /// Length of a hash in bytes.
    public static final int BYTES = 32;

    /// The hash before the first fact.
    public static final RunningHash NONE = new RunningHash(0, 0, 0, 0);

    /// Reads 32 bytes; throws [IllegalArgumentException] for another length.
    public static RunningHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("A running hash has 32 bytes, not " + bytes.length);
        }
        return read(ByteBuffer.wrap(bytes));
    }

    static RunningHash read(ByteBuffer from) {
        return new RunningHash(from.getLong(), from.getLong(), from.getLong(), from.getLong());
    }

    void write(ByteBuffer to) {
        to.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    /// The 32 bytes.
    public byte[] bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        write(bytes);
        return bytes.array();
    }

    /// The 32 bytes in hexadecimal.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
