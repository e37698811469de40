package io.tokengrid.documents.table;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// A column of a row group that is being written. Not thread-safe.
final class ParquetColumn {
    private static final int INT64 = 2;
    private static final int BYTE_ARRAY = 6;
    private static final int FIXED = 7;

    /// The length of a number: 38 digits are 127 bits.
    private static final int WIDTH = 16;

    private static final int REQUIRED = 0;
    private static final int OPTIONAL = 1;
    private static final int UTF8 = 0;
    private static final int DECIMAL = 5;
    private static final int TIMESTAMP_MILLIS = 9;
    private static final int MILLIS_PER_SECOND = 1_000;

    private final Column column;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final BitSet present = new BitSet();
    private int rows;

    ParquetColumn(Column column) {
        this.column = column;
    }

    String name() {
        return column.name();
    }

    int type() {
        return switch (column.kind()) {
            case TEXT -> BYTE_ARRAY;
            case DECIMAL -> FIXED;
            case TIME -> INT64;
        };
    }

    /// Of its values so far, in bytes.
    int size() {
        return values.size();
    }

    void add(@Nullable Object any) {
        switch (Values.of(column, any)) {
            case null -> {}
            case BigDecimal number -> decimal(number);
            case Instant time -> number(Long.BYTES, time.getEpochSecond() * MILLIS_PER_SECOND);
            case Object text -> text(text.toString());
        }
        present.set(rows++, any != null);
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(Integer.BYTES, bytes.length);
        values.writeBytes(bytes);
    }

    private void decimal(BigDecimal value) {
        BigDecimal exact = value.setScale(Column.DECIMAL_SCALE);
        if (exact.precision() > Column.DECIMAL_DIGITS) {
            throw new ArithmeticException(
                    column.name() + " has more than " + Column.DECIMAL_DIGITS + " digits");
        }
        byte[] bytes = exact.unscaledValue().toByteArray();
        var padded = new byte[WIDTH];
        Arrays.fill(padded, (byte) (exact.signum() < 0 ? -1 : 0));
        System.arraycopy(bytes, 0, padded, WIDTH - bytes.length, bytes.length);
        values.writeBytes(padded);
    }

    private void number(int width, long value) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        values.write(bytes.putLong(value).array(), 0, width);
    }

    /// Its page, after which it is empty: where rows can be without a value, which of them have one
    /// (one run of bits, in groups of eight), then the values.
    byte[] page() {
        var page = new ByteArrayOutputStream();
        if (column.nullable()) {
            int groups = (rows + 7) / 8;
            byte[] levels = Arrays.copyOf(present.toByteArray(), groups);
            var run = new ByteArrayOutputStream();
            for (long rest = (long) groups << 1 | 1; rest != 0; rest >>>= 7) {
                run.write((int) (rest > 0x7f ? rest & 0x7f | 0x80 : rest));
            }
            run.writeBytes(levels);
            page.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putInt(run.size())
                            .array());
            page.writeBytes(run.toByteArray());
        }
        page.writeBytes(values.toByteArray());
        values.reset();
        present.clear();
        rows = 0;
        return page.toByteArray();
    }

    /// Its element of the schema.
    void describe(CompactThrift to) {
        to.begin().i32(1, type());
        if (column.kind() == Column.Kind.DECIMAL) {
            to.i32(2, WIDTH);
        }
        to.i32(3, column.nullable() ? OPTIONAL : REQUIRED).text(4, column.name());
        switch (column.kind()) {
            case TEXT -> to.i32(6, UTF8).begin(10).begin(1).end().end();
            case DECIMAL ->
                    to.i32(6, DECIMAL)
                            .i32(7, Column.DECIMAL_SCALE)
                            .i32(8, Column.DECIMAL_DIGITS)
                            .begin(10)
                            .begin(5)
                            .i32(1, Column.DECIMAL_SCALE)
                            .i32(2, Column.DECIMAL_DIGITS)
                            .end()
                            .end();
            case TIME ->
                    to.i32(6, TIMESTAMP_MILLIS)
                            .begin(10)
                            .begin(8)
                            .yes(1)
                            .begin(2)
                            .begin(1)
                            .end()
                            .end()
                            .end()
                            .end();
        }
        to.end();
    }
}
