package io.tokengrid.rating.focus;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Money;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A charge, as the dataset Cost and Usage of FOCUS 1.4 has it. All amounts are exact, in the
/// account's currency.
///
/// @param billing the period in which it is billed
/// @param charge the period that it is for
/// @param correction whether it corrects a billing period that was closed before
/// @param sku null for what is no price times a quantity
/// @param invoice null while it is on none
/// @param reference the caller's own name of a payment, grant or adjustment
public record FocusRow(
        FocusAccount account,
        Span billing,
        Span charge,
        Category category,
        boolean correction,
        String description,
        Costs costs,
        @Nullable Sku sku,
        @Nullable OnInvoice invoice,
        @Nullable String reference) {
    /// A half-open period.
    public record Span(Instant start, Instant end) {}

    /// What a charge is.
    public enum Category {
        USAGE("Usage", "Usage-Based"),
        PURCHASE("Purchase", "One-Time"),
        TAX("Tax", "One-Time"),
        CREDIT("Credit", "One-Time"),
        ADJUSTMENT("Adjustment", "One-Time");

        private final String key;
        private final String frequency;

        Category(String key, String frequency) {
            this.key = key;
            this.frequency = frequency;
        }

        /// In FOCUS's words.
        public String key() {
            return key;
        }

        /// How often it comes, in FOCUS's words.
        public String frequency() {
            return frequency;
        }
    }

    /// What a charge comes to.
    ///
    /// @param billed what the invoice asks for
    /// @param effective what was used up
    /// @param list by the price list
    /// @param contracted by the prices agreed
    public record Costs(Money billed, Money effective, Money list, Money contracted) {
        /// What has no price of its own: the first two say it.
        static Costs plain(Money billed, Money effective) {
            return new Costs(billed, effective, billed, billed);
        }
    }

    /// What was sold, at which price. Each cost by a price is that price x quantity, to the digit.
    ///
    /// @param meter what is counted
    /// @param priceId names one price for ever
    /// @param quantity in `unit`
    /// @param consumed null for what is not used by being bought
    /// @param model null for what is about none
    /// @param tokens null for what is not counted in tokens
    public record Sku(
            String id,
            String meter,
            String priceId,
            BigDecimal quantity,
            String unit,
            BigDecimal listPrice,
            BigDecimal contractedPrice,
            @Nullable Consumed consumed,
            @Nullable String model,
            @Nullable TokenClass tokens) {}

    /// How much was used.
    public record Consumed(long quantity, String unit) {}

    /// Where a charge stands on an invoice.
    ///
    /// @param number of the document
    /// @param detail names its line
    public record OnInvoice(String number, String detail) {}
}
