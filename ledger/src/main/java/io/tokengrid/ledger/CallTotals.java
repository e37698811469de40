package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// What a settled call comes to. Throws [IllegalArgumentException] unless `overrun` is a part of
/// `charge`.
///
/// @param charge what the usage costs
/// @param overrun the part of it that the platform lost
/// @param tokens what budgets of tokens count
/// @param cost what the provider gets, or null if that is unknown
public record CallTotals(
        Money charge, Money overrun, TokenCount tokens, @Nullable ProviderCost cost) {
    public CallTotals {
        if (overrun.isNegative() || overrun.compareTo(charge) > 0) {
            throw new IllegalArgumentException("'overrun' is a part of 'charge'");
        }
    }

    /// What the customer pays.
    public Money paid() {
        return charge.minus(overrun);
    }

    /// What the provider gets, as far as it is known.
    Money costs() {
        return cost == null ? Money.ZERO : cost.amount();
    }
}
