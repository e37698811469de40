package io.tokengrid.units;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads what [BinaryWriter] wrote. Throws [IllegalArgumentException] where the bytes end too early
/// or cannot be what is asked for; never reads outside of its range. Not thread-safe.
public final class BinaryReader {
    private final byte[] bytes;
    private final int end;
    private int at;

    /// Reads `length` bytes from index `from` on; throws [IndexOutOfBoundsException] if they are
    /// not in the array.
    public BinaryReader(byte[] bytes, int from, int length) {
        Objects.checkFromIndexSize(from, length, bytes.length);
        this.bytes = bytes;
        this.at = from;
        this.end = from + length;
    }

    public BinaryReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    public boolean atEnd() {
        return at == end;
    }

    public int readByte() {
        require(1);
        return bytes[at++] & 0xFF;
    }

    public boolean readBoolean() {
        int value = readByte();
        if (value > 1) {
            throw new IllegalArgumentException("not a boolean: " + value);
        }
        return value == 1;
    }

    public long readUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80 && (shift < 63 || next <= 1)) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is longer than 64 bits");
    }

    /// A count or ordinal from 0 to `max`.
    public int readCount(int max) {
        long value = readUnsigned();
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(
                    "a count of " + value + " where at most " + max + " can be");
        }
        return (int) value;
    }

    public long readSigned() {
        long value = readUnsigned();
        return (value >>> 1) ^ -(value & 1);
    }

    public long readFixed() {
        require(8);
        long value = 0;
        for (int shift = 0; shift < 64; shift += 8) {
            value |= (bytes[at++] & 0xFFL) << shift;
        }
        return value;
    }

    public byte[] readBytes() {
        int length = readLength();
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String readString() {
        int length = readLength();
        at += length;
        return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }

    public @Nullable String readNullableString() {
        return readBoolean() ? readString() : null;
    }

    public Money readMoney() {
        return new Money(readSigned(), readFixed());
    }

    public @Nullable Money readNullableMoney() {
        return readBoolean() ? readMoney() : null;
    }

    public Instant readInstant() {
        long second = readSigned();
        int nano = readCount(999_999_999);
        if (second < Instant.MIN.getEpochSecond() || second > Instant.MAX.getEpochSecond()) {
            throw new IllegalArgumentException("no instant is " + second + " seconds from 1970");
        }
        return Instant.ofEpochSecond(second, nano);
    }

    public @Nullable Instant readNullableInstant() {
        return readBoolean() ? readInstant() : null;
    }

    public CallId readCall() {
        int node = readCount(Integer.MAX_VALUE);
        int epoch = readCount(Integer.MAX_VALUE);
        return new CallId(new Position(node, epoch, readUnsigned()));
    }

    public Sha256 readHash() {
        return new Sha256(readFixed(), readFixed(), readFixed(), readFixed());
    }

    private int readLength() {
        long length = readUnsigned();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("the bytes end too early");
        }
        return (int) length;
    }

    private void require(int more) {
        if (end - at < more) {
            throw new IllegalArgumentException("the bytes end too early");
        }
    }
}
