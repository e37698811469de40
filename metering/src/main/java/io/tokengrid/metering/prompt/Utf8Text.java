package io.tokengrid.metering.prompt;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A text in UTF-8 that stands within a larger array, such as the body of a request: nothing is
/// copied until it is written somewhere. The array must not change. Two are equal if they are the
/// same text.
///
/// @param bytes the array
/// @param from where it begins
/// @param to behind its end
/// @param escaped whether it has JSON's escapes in it, which the text has not
@SuppressWarnings("ArrayRecordComponent") // compared by content
public record Utf8Text(byte[] bytes, int from, int to, boolean escaped) {
    /// No text.
    public static final Utf8Text EMPTY = new Utf8Text(new byte[0], 0, 0, false);

    private static final byte[] UNKNOWN = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};

    /// The same text as a string; half of a surrogate pair becomes U+FFFD.
    public static Utf8Text of(String text) {
        byte[] utf8 = encoded(text);
        return new Utf8Text(utf8, 0, utf8.length, false);
    }

    /// The string of a JSON text that begins at `from`, behind its quote. Of a text that is no JSON
    /// it is anything.
    public static Utf8Text ofJson(byte[] json, int from) {
        int at = JsonEscapes.next(json, from, json.length);
        boolean escaped = false;
        while (at < json.length && json[at] == '\\') {
            escaped = true;
            at = JsonEscapes.next(json, Math.min(at + 2, json.length), json.length);
        }
        return new Utf8Text(json, from, at, escaped);
    }

    /// All of them, one behind the other, with a word between.
    static Utf8Text join(String between, List<Utf8Text> texts) {
        Utf8Text joint = of(between);
        int most = 0;
        for (Utf8Text text : texts) {
            most = Math.addExact(most, Math.addExact(text.most(), joint.most()));
        }
        byte[] all = new byte[most];
        int end = 0;
        for (int i = 0; i < texts.size(); i++) {
            end = i == 0 ? 0 : joint.write(all, end);
            end = texts.get(i).write(all, end);
        }
        return new Utf8Text(all, 0, end, false);
    }

    /// How many bytes it has at most, without looking into it.
    public int most() {
        return to - from;
    }

    /// How many bytes it has.
    public int length() {
        return plain().most();
    }

    public boolean isEmpty() {
        return from == to;
    }

    /// Writes it, without escapes, to `target` at `at`, where [#most] bytes must have room.
    ///
    /// @return behind its end there
    public int write(byte[] target, int at) {
        if (escaped) {
            return JsonEscapes.unescape(bytes, from, to, target, at);
        }
        System.arraycopy(bytes, from, target, at, to - from);
        return at + (to - from);
    }

    /// The same without escapes in the array.
    public Utf8Text plain() {
        if (!escaped) {
            return this;
        }
        byte[] plain = new byte[most()];
        return new Utf8Text(plain, 0, write(plain, 0), false);
    }

    /// Whether it begins with this word of ASCII.
    public boolean startsWith(String word) {
        // An escape is no longer than six bytes for one.
        Utf8Text begin = escaped ? head(6 * word.length()).plain() : this;
        return begin.most() >= word.length() && begin.says(word, begin.from);
    }

    /// Whether it ends with this word of ASCII.
    public boolean endsWith(String word) {
        Utf8Text plain = plain();
        return plain.most() >= word.length() && plain.says(word, plain.to - word.length());
    }

    /// Where this word of ASCII stands in it first, in bytes; -1 if it does not.
    public int indexOf(String word) {
        Utf8Text plain = plain();
        for (int at = plain.from; at <= plain.to - word.length(); at++) {
            if (plain.says(word, at)) {
                return at - plain.from;
            }
        }
        return -1;
    }

    /// Its bytes from one place to before another.
    public Utf8Text part(int begin, int end) {
        Utf8Text plain = plain();
        return new Utf8Text(plain.bytes, plain.from + begin, plain.from + end, false);
    }

    /// Its beginning, as it stands in the array.
    public Utf8Text head(int most) {
        return new Utf8Text(bytes, from, Math.min(to, from + most), escaped);
    }

    /// Without white space at both ends, as [String#strip] has it.
    Utf8Text strip() {
        Utf8Text plain = plain();
        int begin = plain.from;
        int end = plain.to;
        while (begin < end && isSpace(plain.bytes[begin])) {
            begin++;
        }
        while (begin < end && isSpace(plain.bytes[end - 1])) {
            end--;
        }
        Utf8Text stripped = new Utf8Text(plain.bytes, begin, end, false);
        boolean ascii = begin == end || (plain.bytes[begin] >= 0 && plain.bytes[end - 1] >= 0);
        return ascii ? stripped : of(stripped.toString().strip());
    }

    private boolean says(String word, int at) {
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(byte one) {
        return one >= 0 && Character.isWhitespace(one);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Utf8Text that)) {
            return false;
        }
        Utf8Text mine = plain();
        Utf8Text its = that.plain();
        return Arrays.equals(mine.bytes, mine.from, mine.to, its.bytes, its.from, its.to);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        Utf8Text plain = plain();
        return new String(plain.bytes, plain.from, plain.most(), StandardCharsets.UTF_8);
    }

    private static byte[] encoded(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return encodedWithSurrogates(text);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] encodedWithSurrogates(String text) {
        var encoder =
                StandardCharsets.UTF_8
                        .newEncoder()
                        .replaceWith(UNKNOWN)
                        .onMalformedInput(CodingErrorAction.REPLACE);
        try {
            var buffer = encoder.encode(CharBuffer.wrap(text));
            return Arrays.copyOf(buffer.array(), buffer.limit());
        } catch (CharacterCodingException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
