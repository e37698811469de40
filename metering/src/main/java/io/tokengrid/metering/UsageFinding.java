package io.tokengrid.metering;

import java.util.Set;

/// What a provider's report amounts to. Each case keeps the raw figures, for the record and the
/// audit.
public sealed interface UsageFinding {

    ReportedUsage raw();

    /// The usage to settle: the reported one as far as it holds, `counted` for the rest, with the
    /// flags that say so.
    Usage orElse(Usage counted);

    /// Input and output were reported and can be true.
    record Complete(Usage usage, ReportedUsage raw) implements UsageFinding {
        @Override
        public Usage orElse(Usage counted) {
            return usage;
        }
    }

    /// Only one of input and output was reported.
    ///
    /// @param usage the reported side; the other one is zero
    /// @param input whether the reported side is the input
    record OneSided(Usage usage, boolean input, ReportedUsage raw) implements UsageFinding {
        @Override
        public Usage orElse(Usage counted) {
            return usage.withSideOf(counted, !input)
                    .flagged(input ? UsageFlag.ESTIMATED_OUTPUT : UsageFlag.ESTIMATED_INPUT);
        }
    }

    /// The figures cannot be true (`exactness.md`, B5).
    record Impossible(Set<Reason> reasons, ReportedUsage raw) implements UsageFinding {
        @Override
        public Usage orElse(Usage counted) {
            return counted.flagged(UsageFlag.IMPOSSIBLE);
        }
    }

    /// The provider reported nothing.
    ///
    /// @param allZero whether it did report, but zero input and zero output
    record Missing(boolean allZero, ReportedUsage raw) implements UsageFinding {
        @Override
        public Usage orElse(Usage counted) {
            return allZero ? counted.flagged(UsageFlag.ALL_ZERO_REPORTED) : counted;
        }
    }

    /// Why figures cannot be true.
    enum Reason {
        NEGATIVE,
        /// Something stood there that is no whole number, or one beyond all measure.
        UNREADABLE,
        CACHE_ABOVE_INPUT,
        INPUT_ABOVE_CONTEXT_WINDOW,
        OUTPUT_ABOVE_LIMIT
    }
}
