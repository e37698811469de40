package io.tokengrid.metering.prompt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// What stands for what in a JSON string (RFC 8259, section 7). Half of a surrogate pair stands for
/// U+FFFD.
final class JsonEscapes {
    private static final VarHandle WORDS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int UNKNOWN = 0xfffd;

    private JsonEscapes() {}

    /// Where in `json[from, to)` the next quote or backslash stands; `to` if there is none.
    static int next(byte[] json, int from, int to) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long word = (long) WORDS.get(json, at);
            long found = zeros(word ^ '"' * ONES) | zeros(word ^ '\\' * ONES);
            if (found != 0) {
                return at + Long.numberOfTrailingZeros(found) / Byte.SIZE;
            }
        }
        while (at < to && json[at] != '"' && json[at] != '\\') {
            at++;
        }
        return at;
    }

    /// The high bit of each byte that is zero; above the lowest one of others too.
    private static long zeros(long word) {
        return word - ONES & ~word & HIGH_BITS;
    }

    /// Writes what `json[from, to)` stands for to `target` at `at`, where as many bytes must have
    /// room. An escape that is broken stands for anything.
    ///
    /// @return behind its end there
    static int unescape(byte[] json, int from, int to, byte[] target, int at) {
        int read = from;
        int written = at;
        while (read < to) {
            int escape = next(json, read, to);
            System.arraycopy(json, read, target, written, escape - read);
            written += escape - read;
            read = escape + 2;
            if (read > to) {
                break;
            }
            byte kind = json[escape + 1];
            if (kind != 'u') {
                target[written++] = single(kind);
                continue;
            }
            int code = unit(json, read, to);
            read += 4;
            if (Character.isSurrogate((char) code)) {
                int low = json[Math.min(read, to - 1)] == '\\' ? unit(json, read + 2, to) : 0;
                boolean pair =
                        Character.isHighSurrogate((char) code)
                                && Character.isLowSurrogate((char) low)
                                && json[read + 1] == 'u';
                code = pair ? Character.toCodePoint((char) code, (char) low) : UNKNOWN;
                read += pair ? 6 : 0;
            }
            written = encode(code, target, written);
        }
        return written;
    }

    private static byte single(byte kind) {
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            default -> kind;
        };
    }

    /// A unit of UTF-16 in four hexadecimal digits.
    private static int unit(byte[] json, int from, int to) {
        if (from + 4 > to) {
            return '?';
        }
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            unit = unit << 4 | (Character.digit(json[i], 16) & 0xf);
        }
        return unit;
    }

    private static int encode(int code, byte[] target, int at) {
        int end = at;
        if (code < 0x80) {
            target[end++] = (byte) code;
        } else if (code < 0x800) {
            target[end++] = (byte) (0xc0 | code >> 6);
            target[end++] = (byte) (0x80 | code & 0x3f);
        } else if (code < 0x10000) {
            target[end++] = (byte) (0xe0 | code >> 12);
            target[end++] = (byte) (0x80 | code >> 6 & 0x3f);
            target[end++] = (byte) (0x80 | code & 0x3f);
        } else {
            target[end++] = (byte) (0xf0 | code >> 18);
            target[end++] = (byte) (0x80 | code >> 12 & 0x3f);
            target[end++] = (byte) (0x80 | code >> 6 & 0x3f);
            target[end++] = (byte) (0x80 | code & 0x3f);
        }
        return end;
    }
}
