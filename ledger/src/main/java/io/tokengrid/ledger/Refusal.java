package io.tokengrid.ledger;

/// Why a hold was not placed, in order of precedence: when several apply, the first is reported.
public enum Refusal {
    KEY_UNKNOWN,
    KEY_REVOKED,
    KEY_EXPIRED,
    MODEL_NOT_ALLOWED,
    /// The price is in another currency than the wallet.
    CURRENCY_MISMATCH,
    /// An internal organization has no budget and is not `unlimited`.
    NO_BUDGET,
    /// A correction is owed.
    RECEIVABLE_DUE,
    /// A budget is used up even if all open calls ended free of charge.
    BUDGET_EXCEEDED,
    /// The allowance of a plan does not suffice, or its cap is reached, even if all open calls
    /// ended free of charge.
    PLAN_EXHAUSTED,
    /// The balance does not suffice even if all open calls ended free of charge.
    INSUFFICIENT_BALANCE,
    /// Only open calls that a budget counts stand in the way: try again when one ends.
    BUDGET_HELD,
    /// Only open calls stand in the way: try again when one ends.
    BALANCE_HELD;

    /// Whether the end of an open call can lift it.
    public boolean passing() {
        return this == BUDGET_HELD || this == BALANCE_HELD;
    }
}
