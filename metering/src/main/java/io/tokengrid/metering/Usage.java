package io.tokengrid.metering;

import io.tokengrid.units.TokenCount;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/// The tokens of one call by class: disjoint counts, so that every token has one price
/// (`exactness.md`, A7). Immutable. All sums throw [ArithmeticException] when they leave 63 bits.
@SuppressWarnings("EnumOrdinal") // an array indexed by class; the order is fixed by TokenClass
public final class Usage {
    private static final TokenClass[] CLASSES = TokenClass.values();

    private final long[] counts;
    private final UsageSource source;
    private final Set<UsageFlag> flags;

    private Usage(long[] counts, UsageSource source, Set<UsageFlag> flags) {
        this.counts = counts;
        this.source = source;
        this.flags = flags;
    }

    /// Text in and text out, nothing else.
    public static Usage ofText(UsageSource source, TokenCount input, TokenCount output) {
        return builder(source)
                .count(TokenClass.INPUT, input.value())
                .count(TokenClass.OUTPUT, output.value())
                .build();
    }

    /// Starts a usage of no tokens.
    public static Builder builder(UsageSource source) {
        return new Builder(source);
    }

    /// The tokens of exactly this class, those of its child classes left out.
    public TokenCount count(TokenClass tokenClass) {
        return new TokenCount(counts[tokenClass.ordinal()]);
    }

    /// All that the model read: fresh, cached and written to a cache.
    public TokenCount input() {
        return new TokenCount(sum(true));
    }

    /// All that the model wrote, thinking included.
    public TokenCount output() {
        return new TokenCount(sum(false));
    }

    /// Input and output.
    public TokenCount total() {
        return new TokenCount(Math.addExact(sum(true), sum(false)));
    }

    /// How the figures are known.
    public UsageSource source() {
        return source;
    }

    /// What is to be known besides the figures; unmodifiable, in the order of [UsageFlag].
    public Set<UsageFlag> flags() {
        return flags;
    }

    /// The same figures with one flag more.
    public Usage flagged(UsageFlag flag) {
        return toBuilder(source).flag(flag).build();
    }

    /// These figures, with the input or output classes replaced by those of `other`.
    Usage withSideOf(Usage other, boolean input) {
        Builder builder = toBuilder(source);
        for (TokenClass c : CLASSES) {
            if (c.isInput() == input) {
                builder.count(c, other.counts[c.ordinal()]);
            }
        }
        return builder.build();
    }

    private Builder toBuilder(UsageSource newSource) {
        Builder builder = new Builder(newSource);
        System.arraycopy(counts, 0, builder.counts, 0, counts.length);
        builder.flags.addAll(flags);
        return builder;
    }

    private long sum(boolean input) {
        long sum = 0;
        for (TokenClass c : CLASSES) {
            if (c.isInput() == input) {
                sum = Math.addExact(sum, counts[c.ordinal()]);
            }
        }
        return sum;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Usage other
                && Arrays.equals(counts, other.counts)
                && source == other.source
                && flags.equals(other.flags);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(counts) + source.hashCode()) + flags.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(source.name());
        for (TokenClass c : CLASSES) {
            if (counts[c.ordinal()] > 0) {
                text.append(' ').append(c.key()).append('=').append(counts[c.ordinal()]);
            }
        }
        return flags.isEmpty() ? text.toString() : text.append(' ').append(flags).toString();
    }

    /// Collects the counts of one call. Not thread-safe.
    public static final class Builder {
        private final long[] counts = new long[CLASSES.length];
        private final UsageSource source;
        private final EnumSet<UsageFlag> flags = EnumSet.noneOf(UsageFlag.class);

        private Builder(UsageSource source) {
            this.source = source;
        }

        /// Sets the tokens of one class.
        ///
        /// @throws IllegalArgumentException for a negative number
        public Builder count(TokenClass tokenClass, long tokens) {
            if (tokens < 0) {
                throw new IllegalArgumentException(tokenClass.key() + " is negative: " + tokens);
            }
            counts[tokenClass.ordinal()] = tokens;
            return this;
        }

        public Builder flag(UsageFlag flag) {
            flags.add(flag);
            return this;
        }

        public Usage build() {
            Set<UsageFlag> frozen =
                    flags.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(flags));
            return new Usage(counts.clone(), source, frozen);
        }
    }
}
