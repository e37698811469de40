package io.tokengrid.metering;

import java.util.Arrays;
import java.util.Map;

/// How much of each unit besides tokens a call used. Immutable.
@SuppressWarnings("EnumOrdinal") // an array indexed by unit; the order is fixed by UsageUnit
public final class UnitCounts {
    public static final UnitCounts NONE = new UnitCounts(new long[UsageUnit.values().length]);

    /// One call and nothing else.
    public static final UnitCounts ONE_REQUEST = of(Map.of(UsageUnit.REQUEST, 1L));

    private static final UsageUnit[] UNITS = UsageUnit.values();

    private final long[] counts;

    private UnitCounts(long[] counts) {
        this.counts = counts;
    }

    /// Units that are left out are not used. Throws [IllegalArgumentException] for a negative
    /// number.
    public static UnitCounts of(Map<UsageUnit, Long> used) {
        long[] counts = new long[UsageUnit.values().length];
        used.forEach((unit, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException(unit.key() + " is negative: " + count);
            }
            counts[unit.ordinal()] = count;
        });
        return new UnitCounts(counts);
    }

    public long count(UsageUnit unit) {
        return counts[unit.ordinal()];
    }

    /// Both together; throws [ArithmeticException] beyond 63 bits.
    public UnitCounts plus(UnitCounts other) {
        long[] sums = new long[counts.length];
        Arrays.setAll(sums, i -> Math.addExact(counts[i], other.counts[i]));
        return new UnitCounts(sums);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof UnitCounts other && Arrays.equals(counts, other.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (UsageUnit unit : UNITS) {
            if (count(unit) > 0) {
                text.append(text.isEmpty() ? "" : " ").append(unit.key()).append('=');
                text.append(count(unit));
            }
        }
        return text.toString();
    }
}
