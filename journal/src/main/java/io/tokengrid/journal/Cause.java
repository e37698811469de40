package io.tokengrid.journal;

import java.util.Locale;

/// Why a call's charge was corrected. A call is corrected once for a reference.
///
/// @param reference of what caused it, such as `price-book-7` or the number of a bill
/// @param reason in words
public record Cause(Kind kind, String reference, String reason) {
    /// What kinds of causes there are. The names are part of the journal's format.
    public enum Kind {
        /// A price was published for a time that lies back.
        PRICE_BACKDATED,
        /// What the call used was recorded late, or wrongly.
        USAGE_CORRECTED,
        /// The provider bills another usage than it reported.
        PROVIDER_CORRECTION;

        /// Lower case with hyphens, as in JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Of everything that a book of prices changes about calls before it.
    public static Cause backdated(long book) {
        return new Cause(Kind.PRICE_BACKDATED, "price-book-" + book, "price book " + book);
    }
}
