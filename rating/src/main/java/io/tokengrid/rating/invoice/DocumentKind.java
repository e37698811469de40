package io.tokengrid.rating.invoice;

import java.util.Locale;

/// What a document is.
public enum DocumentKind {
    /// Is paid by its due date.
    INVOICE,
    /// Was paid from a prepaid balance as it came about.
    SETTLED_INVOICE,
    /// Shows an internal customer what its cost centres used.
    CHARGEBACK,
    /// Gives a part of an invoice back.
    CREDIT_NOTE;

    /// Lower case with hyphens, as in JSON.
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
