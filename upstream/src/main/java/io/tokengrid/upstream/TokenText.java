package io.tokengrid.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.stream.Stream;

/// Text of exactly N tokens, for prompts and for answers that are streamed token by token.
///
/// Why it is exact: every token is a space and a word (the first one a word alone), and every word
/// is in the vocabulary. The patterns of o200k_base and cl100k_base cut a text before each space
/// that is followed by a letter, so no piece ever spans two words, and a piece that is in the
/// vocabulary is one token. The count is therefore the number of words, under both encodings and
/// under those that share that cut and those words.
///
/// A text is a function of its seed: the same seed gives the same endless text, of which callers
/// take tokens [from, to). Different seeds give different texts from the first eight tokens on.
/// Immutable, so safe for all threads; taking a text costs a copy of its bytes.
public final class TokenText {
    private static final int POOL = 1 << 14;
    private static final int OWN = 8;

    /// About so that every second word of a mixed text is a wide one.
    private static final int WIDE_SHARE = 4;

    private static final TokenText ENGLISH = new TokenText(Words.ENGLISH);
    private static final TokenText MIXED =
            new TokenText(Words.ENGLISH + (" " + Words.WIDE).repeat(WIDE_SHARE));

    private final byte[][] words;
    private final byte[] pool;
    private final int[] starts = new int[POOL + 1];

    private TokenText(String list) {
        words =
                Stream.of(list.split("\\s+", -1))
                        .map(word -> (" " + word).getBytes(UTF_8))
                        .toArray(byte[][]::new);
        byte[] bytes = new byte[POOL * Stream.of(words).mapToInt(w -> w.length).max().orElse(0)];
        int end = 0;
        for (int i = 0; i < POOL; i++) {
            byte[] word = words[pick(mix(i), words.length)];
            System.arraycopy(word, 0, bytes, end, word.length);
            end += word.length;
            starts[i + 1] = end;
        }
        pool = Arrays.copyOf(bytes, end);
    }

    /// English words; every character is one byte.
    public static TokenText english() {
        return ENGLISH;
    }

    /// English words among words with characters of two, three and four bytes.
    public static TokenText mixed() {
        return MIXED;
    }

    /// The first `tokens` tokens of the text of `seed`.
    ///
    /// @throws IllegalArgumentException if `tokens` is negative
    public String text(int tokens, long seed) {
        return new String(utf8(0, tokens, seed), UTF_8);
    }

    /// Tokens [from, to) of the text of `seed`, in UTF-8.
    ///
    /// @throws IllegalArgumentException unless 0 <= from <= to
    public byte[] utf8(int from, int to, long seed) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("tokens [" + from + ", " + to + ")");
        }
        long mixed = mix(seed);
        int start = (int) (mixed & (POOL - 1));
        byte[] text = new byte[Math.toIntExact(length(from, to, mixed, start))];
        int end = 0;
        int i = from;
        for (; i < Math.min(to, OWN); i++) {
            byte[] word = own(i, mixed);
            int skip = i == 0 ? 1 : 0;
            System.arraycopy(word, skip, text, end, word.length - skip);
            end += word.length - skip;
        }
        while (i < to) {
            int at = (start + i) & (POOL - 1);
            int run = Math.min(to - i, POOL - at);
            int bytes = starts[at + run] - starts[at];
            System.arraycopy(pool, starts[at], text, end, bytes);
            end += bytes;
            i += run;
        }
        return text;
    }

    private long length(int from, int to, long mixed, int start) {
        long bytes = 0;
        int i = from;
        for (; i < Math.min(to, OWN); i++) {
            bytes += own(i, mixed).length - (i == 0 ? 1 : 0);
        }
        if (i < to) {
            long left = (long) to - i;
            long rounds = left / POOL;
            int at = (start + i) & (POOL - 1);
            int rest = at + (int) (left % POOL);
            bytes += rounds * pool.length;
            bytes +=
                    rest <= POOL
                            ? starts[rest] - starts[at]
                            : pool.length - starts[at] + starts[rest - POOL];
        }
        return bytes;
    }

    /// The first tokens come from the seed alone; the very first is an English word, because not
    /// every other word is one token without a space in front.
    private byte[] own(int i, long mixed) {
        return words[pick(mix(mixed + i + 1), i == 0 ? ENGLISH_WORDS : words.length)];
    }

    private static final int ENGLISH_WORDS = Words.ENGLISH.split("\\s+", -1).length;

    private static int pick(long random, int bound) {
        return (int) Long.remainderUnsigned(random, bound);
    }

    /// SplitMix64's finalizer (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
    /// OOPSLA 2014).
    static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
