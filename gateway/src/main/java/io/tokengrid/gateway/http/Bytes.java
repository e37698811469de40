package io.tokengrid.gateway.http;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Bytes on the heap that grow at their end. Not thread-safe.
public final class Bytes {
    private static final byte[] NOTHING = {};

    private byte[] array;
    private int length;

    /// None yet.
    public Bytes() {
        this(NOTHING, 0);
    }

    /// None yet, with room for so many.
    public Bytes(int room) {
        this(new byte[room], 0);
    }

    private Bytes(byte[] array, int length) {
        this.array = array;
        this.length = length;
    }

    /// All of an array, which is theirs from here on.
    public static Bytes of(byte[] array) {
        return new Bytes(array, array.length);
    }

    /// A text in UTF-8.
    public static Bytes of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    /// The array behind them, of which the first [#length] count; for reading only, and until the
    /// next change.
    public byte[] array() {
        return array;
    }

    /// All of them and nothing more, in an array that may be the one behind them: for reading only.
    public byte[] toArray() {
        return length == array.length ? array : Arrays.copyOf(array, length);
    }

    /// A copy of some of them.
    public Bytes part(int from, int to) {
        return of(Arrays.copyOfRange(array, from, to));
    }

    /// Some of them as text.
    public String text(int from, int to, Charset charset) {
        return new String(array, from, to - from, charset);
    }

    public Bytes append(byte[] from, int offset, int count) {
        room(count);
        System.arraycopy(from, offset, array, length, count);
        length += count;
        return this;
    }

    public Bytes append(byte[] all) {
        return append(all, 0, all.length);
    }

    public Bytes append(Bytes more) {
        return append(more.array, 0, more.length);
    }

    /// Appends a text in UTF-8.
    public Bytes append(String text) {
        return append(text.getBytes(StandardCharsets.UTF_8));
    }

    /// Appends one byte.
    void append(byte one) {
        room(1);
        array[length++] = one;
    }

    /// Makes room for so many more.
    private void room(int count) {
        int needed = Math.addExact(length, count);
        if (needed > array.length) {
            array = Arrays.copyOf(array, Math.max(needed, array.length + (array.length >> 1)));
        }
    }
}
