package io.tokengrid.rating.bill;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a row of a bill counts: a class of tokens, another unit, or nothing but money.
///
/// @param key of a [TokenClass] or a [UsageUnit], or `amount`
public record Meter(String key) implements Comparable<Meter> {
    /// Money alone: such a row says what is to be paid and not for how much of what.
    public static final Meter AMOUNT = new Meter("amount");

    public static final Meter REQUEST = of(UsageUnit.REQUEST);

    /// Throws [IllegalArgumentException] for a name that none of them has.
    public Meter {
        if (!key.equals("amount") && classOf(key) == null) {
            UsageUnit.of(key);
        }
    }

    public static Meter of(TokenClass tokenClass) {
        return new Meter(tokenClass.key());
    }

    public static Meter of(UsageUnit unit) {
        return new Meter(unit.key());
    }

    /// The class of tokens; null for what is no token.
    public @Nullable TokenClass tokenClass() {
        return classOf(key);
    }

    private static @Nullable TokenClass classOf(String key) {
        return Arrays.stream(TokenClass.values())
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElse(null);
    }

    /// Whether the tokens have to do with a cache, whose prices differ most.
    boolean isCache() {
        TokenClass of = tokenClass();
        return of == TokenClass.CACHED_INPUT
                || of == TokenClass.CACHE_WRITE
                || of == TokenClass.CACHE_WRITE_1H;
    }

    /// Whether tokens can be counted under either by mistake: both were read, or both written.
    boolean sharesSideWith(Meter other) {
        TokenClass one = tokenClass();
        TokenClass two = other.tokenClass();
        return one != null && two != null && one.isInput() == two.isInput();
    }

    @Override
    public int compareTo(Meter other) {
        return key.compareTo(other.key);
    }

    @Override
    public String toString() {
        return key;
    }
}
