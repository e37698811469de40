package io.tokengrid.units;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes values as bytes for facts and snapshots: the one binary notation of the program, read
/// back by [BinaryReader]. Whole numbers are little-endian groups of seven bits (LEB128, signed
/// ones zigzag), so that small ones are short. Grows as needed; reusable after [#reset]; not
/// thread-safe.
public final class BinaryWriter {
    private byte[] bytes;
    private int size;

    public BinaryWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /// Forgets what was written and keeps the room.
    public BinaryWriter reset() {
        size = 0;
        return this;
    }

    /// The buffer; only its first [#size] bytes are written.
    public byte[] buffer() {
        return bytes;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    public BinaryWriter writeByte(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    public BinaryWriter writeBoolean(boolean value) {
        return writeByte(value ? 1 : 0);
    }

    /// One byte for values under 128, ten for negative ones: meant for counts and ordinals.
    public BinaryWriter writeUnsigned(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    public BinaryWriter writeSigned(long value) {
        return writeUnsigned((value << 1) ^ (value >> 63));
    }

    /// Eight bytes, little-endian: for hashes, where short numbers are rare.
    public BinaryWriter writeFixed(long value) {
        room(8);
        for (int shift = 0; shift < 64; shift += 8) {
            bytes[size++] = (byte) (value >> shift);
        }
        return this;
    }

    public BinaryWriter writeBytes(byte[] value) {
        return writeBytes(value, 0, value.length);
    }

    public BinaryWriter writeBytes(byte[] value, int from, int length) {
        return writeUnsigned(length).append(value, from, length);
    }

    /// Appends bytes as they are, without their length.
    public BinaryWriter append(byte[] value, int from, int length) {
        room(length);
        System.arraycopy(value, from, bytes, size, length);
        size += length;
        return this;
    }

    public BinaryWriter writeString(String value) {
        return writeBytes(value.getBytes(StandardCharsets.UTF_8));
    }

    public BinaryWriter writeNullableString(@Nullable String value) {
        return value == null ? writeBoolean(false) : writeBoolean(true).writeString(value);
    }

    public BinaryWriter writeMoney(Money value) {
        return writeSigned(value.high()).writeFixed(value.low());
    }

    public BinaryWriter writeNullableMoney(@Nullable Money value) {
        return value == null ? writeBoolean(false) : writeBoolean(true).writeMoney(value);
    }

    /// To the nanosecond.
    public BinaryWriter writeInstant(Instant value) {
        return writeSigned(value.getEpochSecond()).writeUnsigned(value.getNano());
    }

    public BinaryWriter writeNullableInstant(@Nullable Instant value) {
        return value == null ? writeBoolean(false) : writeBoolean(true).writeInstant(value);
    }

    public BinaryWriter writeCall(CallId value) {
        Position at = value.admitted();
        return writeUnsigned(at.node()).writeUnsigned(at.epoch()).writeUnsigned(at.sequence());
    }

    public BinaryWriter writeHash(Sha256 value) {
        return writeFixed(value.a())
                .writeFixed(value.b())
                .writeFixed(value.c())
                .writeFixed(value.d());
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
