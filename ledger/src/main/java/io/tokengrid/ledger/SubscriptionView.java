package io.tokengrid.ledger;

import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.units.Money;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A subscription as it stands at a position of the journal.
///
/// @param number its place among the organization's subscriptions, from 1
/// @param from when its first period begins
/// @param reference its own name
/// @param ends the first instant that it does not cover; null while it goes on
/// @param unpaid whether a fee that was still owed ended it
/// @param period the last that was opened; null before the first
/// @param fee that was charged for that period
/// @param included what that period includes, in the plan's unit, and where it is; null if nothing
/// @param overageHeld money that open calls above the allowance hold in that period
/// @param overageSpent money that such calls came to
public record SubscriptionView(
        long number,
        PlanTerms terms,
        Instant from,
        String reference,
        Instant agreedAt,
        @Nullable Instant ends,
        boolean unpaid,
        @Nullable Period period,
        Money fee,
        @Nullable GrantView included,
        Money overageHeld,
        Money overageSpent) {
    /// Where it is in its life.
    public enum Status {
        /// It has not begun.
        UPCOMING,
        ACTIVE,
        ENDED
    }

    public Status status(Instant now) {
        if (ends != null && !now.isBefore(ends)) {
            return Status.ENDED;
        }
        return now.isBefore(from) ? Status.UPCOMING : Status.ACTIVE;
    }
}
