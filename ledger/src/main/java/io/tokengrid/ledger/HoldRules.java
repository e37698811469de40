package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Claim;
import io.tokengrid.ledger.LedgerFact.Reservation;
import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What stands against a hold, in the precedence of [Refusal]: first the key itself, then what
/// became of the same request before, then whether the money is there.
final class HoldRules {
    private HoldRules() {}

    /// The first obstacle; null if the hold can be placed.
    static @Nullable HoldOutcome obstacle(
            Key key, HoldRequest request, Claims claims, Instant now) {
        HoldOutcome obstacle = standing(key, request.model(), now);
        Claim claim = request.claim();
        if (obstacle == null && claim != null) {
            obstacle = claimed(key, claim, claims, now);
        }
        return obstacle != null ? obstacle : funds(key, request, now);
    }

    /// The budgets that a call of this instant counts in.
    static List<Reservation> reservations(Key key, Instant now) {
        return reservations(key, now, now);
    }

    /// The budgets whose present period was the present one at `used` already.
    static List<Reservation> reservations(Key key, Instant used, Instant now) {
        List<Reservation> reservations = List.of();
        ZoneId zone = key.organization.terms.zone();
        for (BudgetNode node : key.nodes) {
            for (BudgetCounter counter : node.counters) {
                if (used.isBefore(now) && used.isBefore(counter.budget.per().start(now, zone))) {
                    continue;
                }
                if (reservations.isEmpty()) {
                    reservations = new ArrayList<>(4);
                }
                reservations.add(new Reservation(counter.number, counter.periodOf(now, zone)));
            }
        }
        return reservations;
    }

    private static @Nullable HoldOutcome standing(Key key, String model, Instant now) {
        if (key.revokedAt != null) {
            return new HoldOutcome.Refused(Refusal.KEY_REVOKED, "The API key was revoked.");
        }
        Instant expires = key.limits.expires();
        if (expires != null && !now.isBefore(expires)) {
            return new HoldOutcome.Refused(
                    Refusal.KEY_EXPIRED, "The API key expired at " + expires + ".");
        }
        if (!key.limits.models().isEmpty() && !key.limits.models().contains(model)) {
            return new HoldOutcome.Refused(
                    Refusal.MODEL_NOT_ALLOWED,
                    "The API key may not use the model '" + model + "'.");
        }
        return null;
    }

    private static @Nullable HoldOutcome claimed(Key key, Claim claim, Claims claims, Instant now) {
        Claims.Entry entry = claims.find(new Claims.Name(key.organization.id, claim.key()), now);
        if (entry == null) {
            return null;
        }
        if (!entry.body().equals(claim.body())) {
            return new HoldOutcome.Mismatch(entry.call());
        }
        return entry.charge() == null
                ? new HoldOutcome.InProgress(entry.call())
                : new HoldOutcome.AlreadyCharged(entry.call(), entry.charge(), entry.unit());
    }

    private static @Nullable HoldOutcome funds(Key key, HoldRequest request, Instant now) {
        Organization organization = key.organization;
        Terms terms = organization.terms;
        boolean covered = request.covered();
        if (!covered && !terms.currency().equals(request.currency())) {
            return new HoldOutcome.Refused(
                    Refusal.CURRENCY_MISMATCH,
                    "The model is priced in "
                            + request.currency()
                            + ", the organization pays in "
                            + terms.currency()
                            + ".");
        }
        if (terms.billing() == Billing.INTERNAL
                && !covered
                && !terms.unlimited()
                && !limited(key)) {
            return new HoldOutcome.Refused(
                    Refusal.NO_BUDGET, "No budget is set for this key or what it belongs to.");
        }
        if (organization.owed().isPositive()) {
            return new HoldOutcome.Refused(
                    Refusal.RECEIVABLE_DUE,
                    organization.owed()
                            + " "
                            + terms.currency()
                            + " is owed, for corrections, reported usage or fees.");
        }
        boolean budgetHeld = false;
        for (BudgetNode node : key.nodes) {
            for (BudgetCounter counter : node.counters) {
                Instant period = counter.periodOf(now, terms.zone());
                switch (counter.fit(request.money(), request.tokens(), period)) {
                    case USED_UP -> {
                        return new HoldOutcome.Refused(
                                Refusal.BUDGET_EXCEEDED,
                                "The "
                                        + counter.budget.per().key()
                                        + " budget of "
                                        + node.scope.describe()
                                        + " does not cover this call.");
                    }
                    case HELD -> budgetHeld = true;
                    case FREE -> {}
                }
            }
        }
        UnderPlan plan = request.plan();
        BudgetCounter.Fit ofPlan =
                plan == null ? BudgetCounter.Fit.FREE : ofPlan(organization, plan, request, now);
        if (plan != null && ofPlan == BudgetCounter.Fit.USED_UP) {
            return exhausted(organization, plan, request, now);
        }
        if (covered) {
            return held(budgetHeld, ofPlan == BudgetCounter.Fit.HELD);
        }
        if (!organization.purse(null).canHold(request.amount())) {
            return insufficient(organization, request, now);
        }
        // A call that costs nothing needs nothing, also where the wallet is below its floor.
        Money need = organization.needOf(request.amount(), request.model(), now);
        Money above = organization.aboveFloor();
        boolean balanceHeld = above != null && need.isPositive() && above.compareTo(need) < 0;
        if (above != null && balanceHeld) {
            Money whenAllEnd = above.plus(organization.reachable(request.model(), now));
            if (whenAllEnd.compareTo(need) < 0) {
                return insufficient(organization, request, now);
            }
        }
        return held(budgetHeld, balanceHeld || ofPlan == BudgetCounter.Fit.HELD);
    }

    private static @Nullable HoldOutcome held(boolean budgetHeld, boolean balanceHeld) {
        if (budgetHeld) {
            return new HoldOutcome.Refused(
                    Refusal.BUDGET_HELD, "Open calls hold what is left of a budget.");
        }
        return balanceHeld
                ? new HoldOutcome.Refused(
                        Refusal.BALANCE_HELD, "Open calls hold what this call needs.")
                : null;
    }

    /// Whether what a plan includes, or its cap, suffices.
    private static BudgetCounter.Fit ofPlan(
            Organization organization, UnderPlan plan, HoldRequest request, Instant now) {
        if (plan.overage()) {
            Subscriptions own = organization.subscriptions;
            SubscriptionState state = own == null ? null : own.find(plan.subscription());
            return state == null ? BudgetCounter.Fit.USED_UP : state.fits(request.amount());
        }
        Purse purse = organization.purse(plan.unit());
        return purse.canHold(request.amount())
                ? fit(purse.existingGrants(), request.model(), request.amount(), now)
                : BudgetCounter.Fit.USED_UP;
    }

    private static BudgetCounter.Fit fit(Grants grants, String model, Money amount, Instant now) {
        Money left = grants.usable(model, now);
        if (left.compareTo(amount) >= 0) {
            return BudgetCounter.Fit.FREE;
        }
        return left.plus(grants.usableHeld(model, now)).compareTo(amount) >= 0
                ? BudgetCounter.Fit.HELD
                : BudgetCounter.Fit.USED_UP;
    }

    private static HoldOutcome exhausted(
            Organization organization, UnderPlan plan, HoldRequest request, Instant now) {
        return new HoldOutcome.Refused(
                Refusal.PLAN_EXHAUSTED,
                plan.overage()
                        ? "The call can cost up to %s %s above the plan's allowance, beyond its cap."
                                .formatted(request.amount(), request.currency())
                        : "The call can take up to %s %s; the plan has %s left."
                                .formatted(
                                        request.amount(),
                                        plan.unit().unit(),
                                        organization
                                                .purse(plan.unit())
                                                .existingGrants()
                                                .usable(request.model(), now)));
    }

    /// Why a hold cannot grow by this much; null if it can. Each budget is asked for the period in
    /// which the call counts (exactness F3).
    static GrowthOutcome.@Nullable Refused noGrowth(
            Hold hold, String model, Money amount, TokenCount tokens, Instant now) {
        boolean budgetHeld = false;
        for (Hold.Share share : hold.shares()) {
            BudgetCounter counter = share.counter();
            if (!counter.canHold(tokens, share.period())) {
                budgetHeld = true;
            } else if (!counter.gone) {
                Money money = hold.placed().unit() == null ? amount : Money.ZERO;
                switch (counter.fit(money, tokens, share.period())) {
                    case USED_UP -> {
                        return new GrowthOutcome.Refused(
                                Refusal.BUDGET_EXCEEDED,
                                "The "
                                        + counter.budget.per().key()
                                        + " budget does not cover more of the answer.");
                    }
                    case HELD -> budgetHeld = true;
                    case FREE -> {}
                }
            }
        }
        Refusal balance =
                hold.placed().plan() == null
                        ? noBalance(hold, model, amount, now)
                        : noMoreOfPlan(hold, model, amount, now);
        if (balance == Refusal.PLAN_EXHAUSTED) {
            return new GrowthOutcome.Refused(
                    balance, "The plan does not cover more of the answer.");
        }
        if (balance == Refusal.INSUFFICIENT_BALANCE) {
            return new GrowthOutcome.Refused(
                    balance, "The balance does not cover more of the answer.");
        }
        if (budgetHeld) {
            return new GrowthOutcome.Refused(
                    Refusal.BUDGET_HELD, "Open calls hold what is left of a budget.");
        }
        return balance == null
                ? null
                : new GrowthOutcome.Refused(
                        balance, "Open calls hold the money that the answer needs.");
    }

    private static @Nullable Refusal noMoreOfPlan(
            Hold hold, String model, Money amount, Instant now) {
        UnderPlan plan = Objects.requireNonNull(hold.placed().plan());
        Organization organization = hold.organization();
        if (plan.overage()) {
            SubscriptionState state = hold.subscription();
            BudgetCounter.Fit fit =
                    state != null && state.isOf(plan) ? state.fits(amount) : BudgetCounter.Fit.FREE;
            // What the call holds itself does not come back while it goes on.
            return fit == BudgetCounter.Fit.FREE
                    ? noBalance(hold, model, amount, now)
                    : Refusal.PLAN_EXHAUSTED;
        }
        Purse purse = organization.purse(plan.unit());
        boolean fits =
                purse.canHold(amount)
                        && fit(purse.existingGrants(), model, amount, now)
                                == BudgetCounter.Fit.FREE;
        return fits ? null : Refusal.PLAN_EXHAUSTED;
    }

    private static @Nullable Refusal noBalance(Hold hold, String model, Money amount, Instant now) {
        Organization organization = hold.organization();
        if (!organization.purse(null).canHold(amount)) {
            return Refusal.INSUFFICIENT_BALANCE;
        }
        Money above = organization.aboveFloor();
        Money need = organization.needOf(amount, model, now);
        if (above == null || !need.isPositive() || above.compareTo(need) >= 0) {
            return null;
        }
        Money ofOthers =
                organization.reachable(model, now).minus(organization.reachable(hold, model, now));
        return above.plus(ofOthers).compareTo(need) < 0
                ? Refusal.INSUFFICIENT_BALANCE
                : Refusal.BALANCE_HELD;
    }

    private static HoldOutcome insufficient(
            Organization organization, HoldRequest request, Instant now) {
        Grants grants = organization.grants;
        return new HoldOutcome.Refused(
                Refusal.INSUFFICIENT_BALANCE,
                "The call can cost up to "
                        + request.amount()
                        + " "
                        + request.currency()
                        + "; the balance is "
                        + organization.wallet.balance()
                        + (grants == null
                                ? "."
                                : " and " + grants.usable(request.model(), now) + " in grants."));
    }

    private static boolean limited(Key key) {
        for (BudgetNode node : key.nodes) {
            if (node.counters.length > 0) {
                return true;
            }
        }
        return false;
    }
}
