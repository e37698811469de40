package io.tokengrid.rating.invoice;

import io.tokengrid.units.Money;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;

/// How a document became final.
///
/// @param number its own
/// @param owed by how much it changed what the customer owes
public record Issue(String number, Instant at, Money owed) {
    /// The day, in the customer's zone.
    public LocalDate day(Document document) {
        return LocalDate.ofInstant(at, document.zone());
    }

    /// The last day to pay on.
    public LocalDate due(Document document) {
        return day(document).plusDays(document.paymentDays());
    }

    /// What is to be paid for it; below zero where the customer gets it. A settled invoice was paid
    /// from the balance, but for what that could not bear.
    public BigDecimal payable(Document document) {
        return switch (document.kind()) {
            case INVOICE, CREDIT_NOTE -> document.total();
            case SETTLED_INVOICE ->
                    owed.isPositive()
                            ? owed.toBigDecimal()
                                    .setScale(document.currency().digits(), RoundingMode.HALF_UP)
                            : document.zero();
            case CHARGEBACK -> document.zero();
        };
    }
}
