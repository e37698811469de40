package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.plan.PlanTerms;

/// The plan that speaks of a call.
///
/// @param plan what a hold of the call is placed under
/// @param terms what was agreed to
/// @param weights what a token of each class takes, as prices in the plan's unit
public record PlanCover(UnderPlan plan, PlanTerms terms, PriceList weights) {
    /// The same for a call that is charged in money.
    public UnderPlan overage() {
        return new UnderPlan(plan.subscription(), plan.unit(), plan.period(), true);
    }
}
