package io.tokengrid.console;

import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.units.Money;
import org.jspecify.annotations.Nullable;

/// What a provider gets: an amount or, where no buying price is known, `unknown`; never 0 by
/// default.
///
/// @param amount null if unknown
record Cost(@Nullable Money amount) {
    static final String UNKNOWN = "unknown";

    static Cost of(@Nullable ProviderCost cost) {
        return new Cost(cost == null ? null : cost.amount());
    }

    static Cost parse(String text) {
        return new Cost(text.equals(UNKNOWN) ? null : Money.parse(text));
    }

    @Override
    public String toString() {
        return amount == null ? UNKNOWN : amount.toString();
    }
}
