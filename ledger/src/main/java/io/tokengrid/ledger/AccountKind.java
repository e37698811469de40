package io.tokengrid.ledger;

/// What an account is for. Balances are credits minus debits, so what the platform owes or earned
/// is positive and what it has or spent is negative.
public enum AccountKind {
    /// Money received from customers.
    CASH,
    /// Refunds and corrections given to (debits) or taken from (credits) customers.
    ADJUSTMENTS,
    /// What a customer can spend; negative only down to its credit limit.
    WALLET,
    /// What open calls of a customer reserve.
    HELD,
    /// What a customer's calls cost.
    REVENUE,
    /// The part of that which the hold did not cover and nobody paid: the platform's loss.
    OVERRUN,
    /// Corrections that a wallet could not bear: owed by the customer, so negative.
    RECEIVABLE,
    /// What calls cost us at a provider.
    PROVIDER_COST,
    /// What we owe a provider.
    PROVIDER_PAYABLE,
    /// What interrupted calls probably cost us at a provider, until its bill says so.
    PROVIDER_COST_ESTIMATED,
    /// The other side of [#PROVIDER_COST_ESTIMATED].
    PROVIDER_PAYABLE_ESTIMATED,
    /// Tax of invoices, owed to the tax authority.
    TAX,
    /// The part of revenue that is such tax, where prices contain it.
    TAX_INCLUDED,
    /// What rounding on invoices added to exact charges, or took from them.
    ROUNDING,
    /// What is left of the blocks that a customer paid for ahead of their use.
    PREPAID_GRANTS,
    /// What is left of a customer's promotional credits.
    PROMOTIONAL_GRANTS,
    /// What expired of the blocks that a customer had paid for.
    BREAKAGE,
    /// What was given to customers beyond what they paid: promotional credits and the discounts of
    /// prepaid blocks, less the promotional credits that expired or were withdrawn.
    PROMOTIONS,
    /// Fees of a customer's plans.
    FEES,
    /// What is left of what a plan includes, in the plan's unit.
    INCLUDED_UNITS,
    /// What plans included, in their units: the other side of what customers were given.
    ISSUED_UNITS;

    /// Whether accounts of this kind belong to an organization each, and rest with it.
    public boolean isOrganizations() {
        return switch (this) {
            case WALLET,
                    HELD,
                    REVENUE,
                    OVERRUN,
                    RECEIVABLE,
                    PREPAID_GRANTS,
                    PROMOTIONAL_GRANTS,
                    BREAKAGE,
                    FEES,
                    INCLUDED_UNITS ->
                    true;
            case CASH,
                    ADJUSTMENTS,
                    PROVIDER_COST,
                    PROVIDER_PAYABLE,
                    PROVIDER_COST_ESTIMATED,
                    PROVIDER_PAYABLE_ESTIMATED,
                    TAX,
                    TAX_INCLUDED,
                    ROUNDING,
                    PROMOTIONS,
                    ISSUED_UNITS ->
                    false;
        };
    }

    /// Lower case with hyphens, as in JSON.
    public String key() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }

    /// The kind with this key; throws [IllegalArgumentException] if there is none.
    public static AccountKind ofKey(String key) {
        for (AccountKind kind : values()) {
            if (kind.key().equals(key)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of account is called '" + key + "'");
    }
}
