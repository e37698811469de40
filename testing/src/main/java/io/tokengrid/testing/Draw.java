package io.tokengrid.testing;

import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;

/// Draws values at random, of all sizes: small ones and borders as often as large ones, since that
/// is where mistakes are.
public final class Draw {
    private static final String LETTERS = "abcxyz ABC-_/'\"\\09äß中文字€𝄞";

    private Draw() {}

    public static <T> T one(RandomGenerator random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /// True once in `n` times.
    public static boolean once(RandomGenerator random, int n) {
        return random.nextInt(n) == 0;
    }

    /// Any 64 bits; every number of digits is equally likely.
    public static long number(RandomGenerator random) {
        return random.nextLong() >> random.nextInt(64);
    }

    /// From 0 to the largest `long`.
    public static long natural(RandomGenerator random) {
        return number(random) & Long.MAX_VALUE;
    }

    /// From 1 to the largest `long`.
    public static long positive(RandomGenerator random) {
        return Math.max(1, natural(random));
    }

    /// Any 128 bits.
    public static Money money(RandomGenerator random) {
        return random.nextBoolean()
                ? Money.ofAttos(number(random))
                : new Money(number(random), random.nextLong());
    }

    /// To the nanosecond, from the year 1900 to 2100.
    public static Instant instant(RandomGenerator random) {
        long second = random.nextLong(-2_208_988_800L, 4_102_444_800L);
        return Instant.ofEpochSecond(
                second, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
    }

    /// 1 to `longest` characters, among them such as take two, three and four bytes; no blank ends.
    public static String text(RandomGenerator random, int longest) {
        int[] letters = LETTERS.codePoints().toArray();
        var text = new StringBuilder("t");
        for (int rest = random.nextInt(longest); text.length() < rest; ) {
            text.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }

    public static Sha256 hash(RandomGenerator random) {
        return new Sha256(
                random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
    }
}
