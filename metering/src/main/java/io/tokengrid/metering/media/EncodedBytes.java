package io.tokengrid.metering.media;

import io.tokengrid.metering.prompt.Utf8Text;

/// The bytes that a text in base64 stands for, one by one, without decoding the rest. A character
/// outside the alphabet ends them.
final class EncodedBytes {
    private static final byte[] VALUES = values();

    private final byte[] text;
    private final int from;
    private final int to;
    private final int length;

    /// @param text without escapes
    EncodedBytes(Utf8Text text) {
        this.text = text.bytes();
        this.from = text.from();
        this.to = text.to();
        int end = to;
        while (end > from && this.text[end - 1] == '=') {
            end--;
        }
        length = (int) ((end - from) * 3L / 4);
    }

    /// How many bytes there are, if all characters are of the alphabet.
    int length() {
        return length;
    }

    /// The byte at this place, 0 to 255; -1 behind the end and where the text is no base64.
    int at(long index) {
        if (index < 0 || index >= length) {
            return -1;
        }
        long bit = index * 8;
        int first = from + (int) (bit / 6);
        int high = value(first);
        int low = value(first + 1);
        return high < 0 || low < 0 ? -1 : ((high << 6 | low) >> (4 - bit % 6)) & 0xff;
    }

    /// All of them; 0 where the text is no base64.
    byte[] decoded() {
        byte[] decoded = new byte[length];
        for (int i = 0; i < length; i++) {
            decoded[i] = (byte) Math.max(0, at(i));
        }
        return decoded;
    }

    private int value(int at) {
        byte c = at < to ? text[at] : 0;
        return c >= 0 ? VALUES[c] : -1;
    }

    private static byte[] values() {
        byte[] values = new byte[128];
        java.util.Arrays.fill(values, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        values['-'] = values['+'];
        values['_'] = values['/'];
        return values;
    }
}
