package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// A provider's bill whose adjustment stands: it was approved and not reversed since.
///
/// @param reconciliation names the adjustment
/// @param from the first day of the bill, in its own zone
/// @param to the day after its last
/// @param bill the digest of its file
/// @param cost by how much the provider gets more; negative if less
/// @param estimated what was estimated for interrupted calls, which the bill has settled
public record ProviderBill(
        String provider,
        CurrencyCode currency,
        String reconciliation,
        LocalDate from,
        LocalDate to,
        Sha256 bill,
        Money cost,
        Money estimated) {
    static ProviderBill of(LedgerFact.CostAdjusted adjusted) {
        return new ProviderBill(
                adjusted.provider(),
                adjusted.currency(),
                adjusted.reconciliation(),
                adjusted.from(),
                adjusted.to(),
                adjusted.bill(),
                adjusted.cost(),
                adjusted.estimated());
    }

    /// The fact that it is approved, or that this ends.
    LedgerFact.CostAdjusted adjusted(
            boolean reversal, List<LedgerFact.CostEntry> entries, Instant at) {
        return new LedgerFact.CostAdjusted(
                provider,
                currency,
                reconciliation,
                reversal,
                from,
                to,
                bill,
                cost,
                estimated,
                entries,
                at);
    }

    /// Whether both are about the same provider's calls of a day.
    boolean overlaps(ProviderBill other) {
        return provider.equals(other.provider)
                && currency.equals(other.currency)
                && from.isBefore(other.to)
                && other.from.isBefore(to);
    }
}
