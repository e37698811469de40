package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Claim;
import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// A wish to hold money for a call.
///
/// @param key who calls
/// @param model what it calls
/// @param currency of the price
/// @param amount the most that the call can cost
/// @param tokens the most that it can use
/// @param claim the idempotency key it came with, or null
/// @param plan the plan it is made under, or null: one that covers it, if `currency` is its unit,
///   or one whose allowance is not there for it
public record HoldRequest(
        KeyId key,
        String model,
        CurrencyCode currency,
        Money amount,
        TokenCount tokens,
        @Nullable Claim claim,
        @Nullable UnderPlan plan) {
    /// Under no plan.
    public HoldRequest(
            KeyId key,
            String model,
            CurrencyCode currency,
            Money amount,
            TokenCount tokens,
            @Nullable Claim claim) {
        this(key, model, currency, amount, tokens, claim, null);
    }

    /// Whether all of it comes from the plan.
    boolean covered() {
        return plan != null && !plan.overage();
    }

    /// What it takes of budgets of money.
    Money money() {
        return covered() ? Money.ZERO : amount;
    }

    public HoldRequest {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("no call can cost less than nothing: " + amount);
        }
    }
}
