package io.tokengrid.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Money held by an open call.
///
/// @param placed the fact that placed it
/// @param shares the budgets that hold it too
record Hold(LedgerFact.HoldPlaced placed, Organization organization, List<Share> shares) {
    /// What a budget holds of a call: all of it, in one of its periods. One that was taken away
    /// since may go on counting; nobody asks it any more.
    record Share(BudgetCounter counter, Instant period) {}

    /// Its accounts in the unit that it holds.
    Purse purse() {
        return organization.purse(placed.unit());
    }

    /// The subscription that it is made under; null if none.
    @Nullable SubscriptionState subscription() {
        LedgerFact.UnderPlan plan = placed.plan();
        Subscriptions own = organization.subscriptions;
        return plan == null || own == null ? null : own.find(plan.subscription());
    }

    /// The budgets are those that `counterOf` knows by number.
    static Hold of(
            LedgerFact.HoldPlaced placed,
            Organization organization,
            LongFunction<@Nullable BudgetCounter> counterOf) {
        List<LedgerFact.Reservation> reservations = placed.reservations();
        if (reservations.isEmpty()) {
            return new Hold(placed, organization, List.of());
        }
        var shares = new ArrayList<Share>(reservations.size());
        for (LedgerFact.Reservation reservation : reservations) {
            BudgetCounter counter = counterOf.apply(reservation.budget());
            if (counter != null) {
                shares.add(new Share(counter, reservation.periodStart()));
            }
        }
        return new Hold(placed, organization, shares);
    }
}
