package io.tokengrid.rating.invoice;

/// What all documents say about who issues them.
///
/// @param drawer the person who draws documents up; may be empty
/// @param series what numbers begin with
/// @param tax of customers that have no own
/// @param paymentDays from issue until it is due, for customers that have no own
/// @param item what an e-invoice calls what is sold
public record Seller(
        Party issuer,
        String drawer,
        Series series,
        TaxTerms tax,
        Language language,
        int paymentDays,
        ItemCode item) {
    public Seller {
        Party.requireText(drawer, 100);
        BillingProfile.requireDays(paymentDays);
    }

    /// What numbers begin with.
    public record Series(String invoices, String statements, String creditNotes) {}

    /// What is sold, in the words of a Chinese e-invoice.
    ///
    /// @param category the short name of the class of goods and services, as it stands between
    ///   asterisks; may be empty
    /// @param code its tax classification code of 19 digits; may be empty
    public record ItemCode(String category, String code) {
        public ItemCode {
            Party.requireText(category, 100);
            if (!code.matches("[0-9]{19}|")) {
                throw new IllegalArgumentException(
                        "a tax classification code has 19 digits: '" + code + "'");
            }
        }
    }
}
