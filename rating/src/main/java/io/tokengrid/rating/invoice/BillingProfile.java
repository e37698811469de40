package io.tokengrid.rating.invoice;

import org.jspecify.annotations.Nullable;

/// What a customer's documents say about it.
///
/// @param tax null for what the configuration says
/// @param language null for what the configuration says
/// @param paymentDays from issue until it is due; null for what the configuration says
/// @param remarks printed on each document, such as an order's number; may be empty
public record BillingProfile(
        Party buyer,
        @Nullable TaxTerms tax,
        @Nullable Language language,
        @Nullable Integer paymentDays,
        String remarks) {
    private static final int MOST_DAYS = 365;
    private static final int MOST = 1_000;

    /// Of a customer of whom nothing is known.
    public static final BillingProfile UNKNOWN =
            new BillingProfile(Party.UNKNOWN, null, null, null, "");

    public BillingProfile {
        requireDays(paymentDays == null ? 0 : paymentDays);
        Party.requireText(remarks, MOST);
    }

    static void requireDays(int days) {
        if (days < 0 || days > MOST_DAYS) {
            throw new IllegalArgumentException("payment is due within 0 to 365 days, not " + days);
        }
    }
}
