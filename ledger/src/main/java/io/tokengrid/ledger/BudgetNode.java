package io.tokengrid.ledger;

import java.util.List;

/// A part of an organization that can have budgets.
final class BudgetNode {
    final BudgetScope scope;
    List<BudgetCounter> counters = List.of();

    BudgetNode(BudgetScope scope) {
        this.scope = scope;
    }
}
