package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageUnit;
import java.util.Arrays;

/// Usage records one after the other in an array of numbers, a few of them each: for rating very
/// many.
///
/// A record is a head and the quantities that are not zero, in the order of token classes and then
/// of units. The lower 32 bits of the head are the number of the effective row, which says model,
/// tier, window and modifiers at once; the bits above say which quantities follow.
///
/// Not thread-safe.
@SuppressWarnings("EnumOrdinal") // columns by class and unit, whose order is fixed
public final class PackedUsage {
    static final int CLASSES = TokenClass.values().length;
    static final int COLUMNS = CLASSES + UsageUnit.values().length;
    static final int ROW_BITS = 32;

    private static final TokenClass[] TOKEN_CLASSES = TokenClass.values();
    private static final UsageUnit[] UNITS = UsageUnit.values();

    private long[] words = new long[1 << 10];
    private int size;

    /// Appends what a call, or many calls of one effective row, used.
    ///
    /// @throws IllegalStateException beyond 2^31 numbers
    public void add(EffectivePrices prices, Usage usage, UnitCounts units) {
        room();
        int head = size++;
        long columns = 0;
        for (TokenClass tokenClass : TOKEN_CLASSES) {
            columns |= column(tokenClass.ordinal(), usage.count(tokenClass).value());
        }
        for (UsageUnit unit : UNITS) {
            columns |= column(CLASSES + unit.ordinal(), units.count(unit));
        }
        words[head] = columns << ROW_BITS | prices.number();
    }

    /// Forgets the records and keeps the room.
    public void clear() {
        size = 0;
    }

    long[] words() {
        return words;
    }

    int size() {
        return size;
    }

    private long column(int column, long quantity) {
        if (quantity == 0) {
            return 0;
        }
        words[size++] = quantity;
        return 1L << column;
    }

    private void room() {
        if (words.length - size <= COLUMNS) {
            if (words.length > Integer.MAX_VALUE / 2) {
                throw new IllegalStateException("too many records at once");
            }
            words = Arrays.copyOf(words, words.length * 2);
        }
    }
}
