package io.tokengrid.ledger;

import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A subscription and the period that it is in.
final class SubscriptionState {
    /// Its place among the organization's subscriptions, from 1.
    final long number;

    final PlanTerms terms;
    final Instant from;
    final String reference;

    private final boolean byHour;

    /// What calls of a model take, where the hour does not matter: no part of the state. Models are
    /// those of the configuration, so they are few.
    private final Map<String, PriceList> byModel = new HashMap<>();

    final Instant agreedAt;

    /// The first instant that it does not cover; null while it goes on.
    @Nullable Instant ends;

    boolean unpaid;

    /// The last that was opened; null before the first.
    @Nullable Period period;

    Money fee = Money.ZERO;

    /// What that period includes, by its number among the grants; 0 if nothing.
    long grant;

    /// Money for calls of that period above what is included.
    Money overageHeld = Money.ZERO;

    Money overageSpent = Money.ZERO;

    SubscriptionState(
            long number, PlanTerms terms, Instant from, String reference, Instant agreedAt) {
        this.number = number;
        this.terms = terms;
        byHour = terms.allowance().weights().goByHour();
        this.from = from;
        this.reference = reference;
        this.agreedAt = agreedAt;
    }

    /// What a token of each class of a model takes; null if the plan does not speak of its calls.
    @Nullable PriceList weights(String model, Instant now) {
        Weights weights = terms.allowance().weights();
        ZoneId zone = terms.calendar().zone();
        return byHour
                ? weights.ofCall(model, now, zone)
                : byModel.computeIfAbsent(model, of -> weights.ofCall(of, now, zone));
    }

    /// When the next period begins; null if none does.
    @Nullable Instant due() {
        Instant due = period == null ? from : period.end();
        return ends != null && !due.isBefore(ends) ? null : due;
    }

    Instant existingDue() {
        return Objects.requireNonNull(due());
    }

    void open(LedgerFact.PeriodOpened opened) {
        period = opened.period();
        fee = opened.fee();
        grant = opened.grant();
        overageHeld = Money.ZERO;
        overageSpent = Money.ZERO;
    }

    /// The most that calls above the allowance cost in a period; null for no bound.
    @Nullable Money cap() {
        return terms.allowance().atEnd() instanceof AtEnd.Overage(var cap)
                ? cap.map(amount -> Money.of(amount.rounded(Money.SCALE))).orElse(null)
                : null;
    }

    /// Whether the cap lets a call of the period cost so much.
    BudgetCounter.Fit fits(Money amount) {
        Money cap = cap();
        if (cap == null) {
            return BudgetCounter.Fit.FREE;
        }
        Money spent = overageSpent.plus(amount);
        if (spent.compareTo(cap) > 0) {
            return BudgetCounter.Fit.USED_UP;
        }
        return spent.plus(overageHeld).compareTo(cap) > 0
                ? BudgetCounter.Fit.HELD
                : BudgetCounter.Fit.FREE;
    }

    /// What calls of a period may be charged beyond their holds; null if nothing limits it.
    @Nullable Money beyondHold(LedgerFact.UnderPlan plan) {
        Money cap = isOf(plan) ? cap() : null;
        return cap == null ? null : cap.minus(overageSpent).minus(overageHeld).max(Money.ZERO);
    }

    /// Calls of a period that is over move nothing here.
    void holdOverage(LedgerFact.UnderPlan plan, Money more) {
        if (isOf(plan)) {
            overageHeld = overageHeld.plus(more);
        }
    }

    void endOverage(LedgerFact.UnderPlan plan, Money held, Money charge) {
        if (isOf(plan)) {
            overageHeld = overageHeld.minus(held);
            overageSpent = overageSpent.plus(charge);
        }
    }

    boolean isOf(LedgerFact.UnderPlan plan) {
        return plan.overage()
                && plan.subscription() == number
                && period != null
                && period.start().equals(plan.period());
    }

    SubscriptionView view(@Nullable GrantView included) {
        return new SubscriptionView(
                number,
                terms,
                from,
                reference,
                agreedAt,
                ends,
                unpaid,
                period,
                fee,
                included,
                overageHeld,
                overageSpent);
    }
}
