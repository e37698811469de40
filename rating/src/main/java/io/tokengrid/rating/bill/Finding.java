package io.tokengrid.rating.bill;

import io.tokengrid.units.Money;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One difference between a bill and what was booked, explained.
///
/// @param number from 1, in the order of days and models
/// @param day in the bill's zone; null in a bill of a whole period
/// @param meter null where it is about several
/// @param quantity tokens or pieces it is about; null where it is about money alone
/// @param amount by how much the bill is above what was booked because of it
/// @param billedAs how the bill has it, such as a price or a class; may be empty
/// @param expectedAs how we have it; may be empty
/// @param line the first line of the file it is about; 0 if the bill has none
public record Finding(
        int number,
        Kind kind,
        @Nullable LocalDate day,
        String model,
        @Nullable Meter meter,
        @Nullable Long quantity,
        Money amount,
        String billedAs,
        String expectedAs,
        int line) {
    /// Why a bill and the books differ. The order is part of the journal's format: append, never
    /// reorder.
    public enum Kind {
        /// A quantity or a price is 1,000 or 1,000,000 times ours.
        UNIT,
        /// Billed at the price of another context tier.
        TIER,
        /// Billed at the price of another time window.
        WINDOW,
        /// Billed at the price of another service tier.
        SERVICE_TIER,
        /// Billed at a price that the book has for another time.
        PRICE_CHANGED,
        /// Billed at a price that the book does not have.
        PRICE,
        /// Billed in another class of a cache, such as cached tokens as fresh ones.
        CACHE_CLASS,
        /// Billed in another class of tokens.
        TOKEN_CLASS,
        /// Billed, and no call is known here.
        MISSING_HERE,
        /// A call is known here and not billed.
        MISSING_THERE,
        /// More is billed than the answers of the same calls reported.
        OVER_REPORT,
        /// Less is billed than the answers of the same calls reported.
        UNDER_REPORT,
        /// The bill cuts its days in another zone.
        DAY,
        /// The provider rounds its amounts.
        ROUNDING,
        /// A row's amount is not its quantity times its price: a discount or a mistake.
        ROW_SUM,
        /// Calls that were interrupted, for which the ledger has an estimate.
        INTERRUPTED,
        /// We use it and have no buying price for it.
        NO_PRICE,
        /// We expected it and did not book it in this currency.
        UNBOOKED,
        /// Money back.
        CREDIT,
        /// No rule explains it.
        UNEXPLAINED;

        /// Lower case with hyphens, as in JSON.
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
