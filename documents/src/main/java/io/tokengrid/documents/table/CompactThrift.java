package io.tokengrid.documents.table;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Writes structures as Thrift's compact protocol has them (thrift-compact-protocol.md of Apache
/// Thrift): what Parquet's metadata are written in. Fields of a structure go up. Not thread-safe.
final class CompactThrift {
    private static final int TRUE = 1;
    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;
    private static final int SHORT_LIST = 15;
    private static final int SHORT_STEP = 15;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    CompactThrift i32(int field, int value) {
        field(field, I32);
        return number(value);
    }

    CompactThrift i64(int field, long value) {
        field(field, I64);
        return number(value);
    }

    CompactThrift yes(int field) {
        field(field, TRUE);
        return this;
    }

    CompactThrift text(int field, String value) {
        field(field, BINARY);
        return bytes(value);
    }

    /// Begins a structure that is a field.
    CompactThrift begin(int field) {
        field(field, STRUCT);
        return begin();
    }

    /// Begins a structure that is an element of a list, or the outermost.
    CompactThrift begin() {
        outer.push(last);
        last = 0;
        return this;
    }

    CompactThrift end() {
        out.write(0);
        last = outer.pop();
        return this;
    }

    /// Begins a list of structures, which follow.
    CompactThrift structs(int field, int size) {
        return list(field, STRUCT, size);
    }

    CompactThrift numbers(int field, int... values) {
        list(field, I32, values.length);
        for (int value : values) {
            number(value);
        }
        return this;
    }

    CompactThrift texts(int field, String... values) {
        list(field, BINARY, values.length);
        for (String value : values) {
            bytes(value);
        }
        return this;
    }

    byte[] toByteArray() {
        return out.toByteArray();
    }

    private CompactThrift list(int field, int of, int size) {
        field(field, LIST);
        if (size < SHORT_LIST) {
            out.write(size << 4 | of);
        } else {
            out.write(SHORT_LIST << 4 | of);
            unsigned(size);
        }
        return this;
    }

    private void field(int field, int type) {
        int step = field - last;
        if (step < 1 || step > SHORT_STEP) {
            throw new IllegalStateException("field " + field + " after " + last);
        }
        out.write(step << 4 | type);
        last = field;
    }

    private CompactThrift bytes(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        unsigned(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private CompactThrift number(long value) {
        unsigned(value << 1 ^ value >> 63);
        return this;
    }

    private void unsigned(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
