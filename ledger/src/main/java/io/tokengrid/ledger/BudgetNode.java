package io.tokengrid.ledger;

/// A part of an organization that can have budgets.
final class BudgetNode {
    private static final BudgetCounter[] NONE = {};

    final BudgetScope scope;

    /// An array, since every call goes over it: iterators of lists would be garbage.
    BudgetCounter[] counters = NONE;

    BudgetNode(BudgetScope scope) {
        this.scope = scope;
    }
}
