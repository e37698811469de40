package io.tokengrid.journal;

import java.util.Locale;

/// Why a call's charge was corrected. A call is corrected once for a reference.
///
/// @param reference of what caused it, such as the number of a bill
/// @param reason in words
public record Cause(Kind kind, String reference, String reason) {
    /// What kinds of causes there are. The names are part of the journal's format.
    public enum Kind {
        /// What the call used was recorded late, or wrongly.
        USAGE_CORRECTED,
        /// The provider bills another usage than it reported.
        PROVIDER_CORRECTION;

        /// Lower case with hyphens, as in JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
