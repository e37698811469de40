package io.tokengrid.storage.postgres;

import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// Rows in PostgreSQL's binary COPY format (PostgreSQL 18 documentation, COPY, "Binary Format"; the
/// values as the types' receive functions read them). Reusable, not thread-safe.
final class CopyRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', -1, '\r', '\n', 0};
    private static final int CHUNK = 256 << 10;

    /// Microseconds from 1970 to 2000, where PostgreSQL begins to count.
    private static final long EPOCH_2000 = 946_684_800_000_000L;

    private static final int NUMERIC_NEGATIVE = 0x4000;
    private static final int TEXT_OID = 25;
    private static final BigInteger TEN_THOUSAND = BigInteger.valueOf(10_000);
    private static final BigInteger HUNDRED = BigInteger.valueOf(100);

    private final short[] digits = new short[16];
    private byte[] bytes = new byte[CHUNK];
    private int size;
    private long rows;

    CopyRows() {
        clear();
    }

    /// Forgets all rows.
    CopyRows clear() {
        size = 0;
        rows = 0;
        put(SIGNATURE);
        putInt(0).putInt(0);
        return this;
    }

    boolean isEmpty() {
        return rows == 0;
    }

    /// Sends all rows, if there are any, and forgets them.
    ///
    /// @param sql `COPY table (columns) FROM STDIN (FORMAT binary)`
    void send(Connection connection, String sql) throws SQLException {
        if (rows == 0) {
            return;
        }
        putShort(-1);
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            for (int at = 0; at < size; at += CHUNK) {
                copy.writeToCopy(bytes, at, Math.min(CHUNK, size - at));
            }
            long copied = copy.endCopy();
            if (copied != rows) {
                throw new SQLException("COPY took " + copied + " rows of " + rows);
            }
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
        clear();
    }

    /// Begins the next row.
    CopyRows row(int columns) {
        rows++;
        return putShort(columns);
    }

    CopyRows nothing() {
        return putInt(-1);
    }

    CopyRows integer(int value) {
        return putInt(4).putInt(value);
    }

    /// Leaves room for an integer; answers where, for [#set].
    int integerLater() {
        putInt(4).putInt(0);
        return size - 4;
    }

    void set(int at, int value) {
        int end = size;
        size = at;
        putInt(value);
        size = end;
    }

    CopyRows bigint(long value) {
        return putInt(8).putLong(value);
    }

    CopyRows bool(boolean value) {
        putInt(1);
        room(1);
        bytes[size++] = (byte) (value ? 1 : 0);
        return this;
    }

    CopyRows timestamp(Instant at) {
        return bigint(Micros.of(at) - EPOCH_2000);
    }

    CopyRows text(String value) {
        return bytea(value.getBytes(StandardCharsets.UTF_8));
    }

    CopyRows bytea(byte[] value) {
        return putInt(value.length).put(value);
    }

    /// Bytes of a buffer.
    CopyRows bytea(byte[] value, int length) {
        putInt(length);
        room(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
        return this;
    }

    CopyRows texts(Collection<String> values) {
        int lengthAt = size;
        putInt(0).putInt(values.isEmpty() ? 0 : 1).putInt(0).putInt(TEXT_OID);
        if (!values.isEmpty()) {
            putInt(values.size()).putInt(1);
            values.forEach(this::text);
        }
        int end = size;
        size = lengthAt;
        putInt(end - lengthAt - 4);
        size = end;
        return this;
    }

    /// A `numeric` with 18 digits after the point.
    CopyRows money(Money value) {
        // Attos x 100, so that the point stands between two digits of base 10,000.
        int count =
                value.high() == 0 && value.low() >= 0
                        ? digitsOfHundredfold(value.low())
                        : digits(value.toAttos().abs().multiply(HUNDRED));
        return numeric(count, 5, value.isNegative(), Money.SCALE);
    }

    /// A `numeric` per million tokens with 12 digits after the point.
    CopyRows price(Price value) {
        int count = digits(BigInteger.valueOf(value.attosPerToken()));
        return numeric(count, 3, false, Price.SCALE);
    }

    /// @param count how many of [#digits] there are, lowest first
    /// @param fraction how many of them are after the point
    private CopyRows numeric(int count, int fraction, boolean negative, int scale) {
        int last = 0;
        while (last < count && digits[last] == 0) {
            last++;
        }
        int written = count - last;
        putInt(8 + 2 * written).putShort(written);
        putShort(written == 0 ? 0 : count - 1 - fraction);
        putShort(negative ? NUMERIC_NEGATIVE : 0).putShort(scale);
        for (int i = count - 1; i >= last; i--) {
            putShort(digits[i]);
        }
        return this;
    }

    /// The digits of `value` x 100 to the base of 10,000, without leading zeros; answers how many.
    private int digitsOfHundredfold(long value) {
        digits[0] = (short) (value % 100 * 100);
        int count = 1;
        for (long rest = value / 100; rest != 0; rest /= 10_000) {
            digits[count++] = (short) (rest % 10_000);
        }
        return value == 0 ? 0 : count;
    }

    private int digits(BigInteger value) {
        int count = 0;
        for (BigInteger rest = value; rest.signum() != 0; ) {
            BigInteger[] parts = rest.divideAndRemainder(TEN_THOUSAND);
            digits[count++] = parts[1].shortValue();
            rest = parts[0];
        }
        return count;
    }

    private CopyRows put(byte[] value) {
        room(value.length);
        System.arraycopy(value, 0, bytes, size, value.length);
        size += value.length;
        return this;
    }

    private CopyRows putShort(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    private CopyRows putInt(int value) {
        room(4);
        bytes[size++] = (byte) (value >> 24);
        bytes[size++] = (byte) (value >> 16);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
        return this;
    }

    private CopyRows putLong(long value) {
        return putInt((int) (value >> 32)).putInt((int) value);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
