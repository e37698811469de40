package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What must hold of a ledger after every fact, by the names of exactness H.
public final class LedgerInvariants {
    private LedgerInvariants() {}

    /// What is wrong.
    ///
    /// @param invariant its name
    /// @param detail which figures contradict each other
    public record Violation(String invariant, String detail) {}

    /// Everything that is wrong; empty if nothing is. Cost grows with accounts and open holds.
    public static List<Violation> check(Ledger ledger) {
        var violations = new ArrayList<Violation>();
        TrialBalance balance = ledger.trialBalance();
        balance.sums()
                .forEach((currency, sum) -> {
                    if (!sum.difference().isZero()) {
                        violations.add(
                                new Violation(
                                        "DebitsEqualCredits",
                                        currency + " differs by " + sum.difference()));
                    }
                });
        Map<Unit, OpenHolds> held = new HashMap<>();
        Map<Long, OpenHolds> reserved = new HashMap<>();
        for (Hold hold : ledger.holds.values()) {
            LedgerFact.HoldPlaced placed = hold.placed();
            held.computeIfAbsent(
                            new Unit(hold.organization().id, placed.unit()), _ -> new OpenHolds())
                    .add(placed, placed.amount());
            for (Hold.Share share : hold.shares()) {
                BudgetCounter counter = share.counter();
                if (share.period().equals(counter.periodStart())) {
                    reserved.computeIfAbsent(counter.number, _ -> new OpenHolds())
                            .add(placed, placed.money());
                }
            }
        }
        check(ledger.resting, violations);
        for (Organization organization : ledger.organizations.values()) {
            check(organization, held, violations);
        }
        for (BudgetCounter counter : ledger.counters.values()) {
            check(counter, reserved.getOrDefault(counter.number, new OpenHolds()), violations);
        }
        return violations;
    }

    /// A unit of account of an organization.
    ///
    /// @param unit of a plan; null for money
    private record Unit(OrganizationId organization, @Nullable CurrencyCode unit) {}

    private static void check(
            Organization organization, Map<Unit, OpenHolds> held, List<Violation> found) {
        int calls = open(organization, null, held).calls;
        Subscriptions plans = organization.subscriptions;
        if (plans != null) {
            for (Map.Entry<CurrencyCode, Purse> purse : plans.purses.entrySet()) {
                OpenHolds open = open(organization, purse.getKey(), held);
                calls += open.calls;
                check(organization, purse.getValue(), open, found);
            }
        }
        if (organization.openHolds != calls) {
            found.add(
                    new Violation(
                            "EveryHoldEndsOnce",
                            "%s has %d open calls and counts %d"
                                    .formatted(organization.id, calls, organization.openHolds)));
        }
        check(organization, open(organization, null, held), found);
    }

    private static OpenHolds open(
            Organization organization, @Nullable CurrencyCode unit, Map<Unit, OpenHolds> held) {
        return held.getOrDefault(new Unit(organization.id, unit), new OpenHolds());
    }

    /// What an organization has in a plan's unit.
    private static void check(
            Organization organization, Purse purse, OpenHolds open, List<Violation> found) {
        granted(organization, purse.existingGrants(), open, found);
        String unbalanced = purse.unbalanced();
        if (unbalanced != null || !purse.held().balance().equals(open.amount)) {
            found.add(
                    new Violation(
                            "PlanAddsUp",
                            "%s in %s: held %s, by open calls %s; %s"
                                    .formatted(
                                            organization.id,
                                            purse.held().id().currency(),
                                            purse.held().balance(),
                                            open.amount,
                                            unbalanced)));
        }
    }

    /// The holds of open calls, added up.
    private static final class OpenHolds {
        private int calls;
        private Money amount = Money.ZERO;
        private long tokens;
        private final Map<Long, Money> drawn = new HashMap<>();

        private void add(LedgerFact.HoldPlaced placed, Money held) {
            calls++;
            amount = amount.plus(held);
            tokens += placed.tokens().value();
            for (LedgerFact.Draw draw : placed.draws()) {
                drawn.merge(draw.grant(), draw.amount(), Money::plus);
            }
        }
    }

    private static void check(Organization organization, OpenHolds open, List<Violation> found) {
        Money held = organization.held.balance();
        if (!held.equals(open.amount)) {
            found.add(
                    new Violation(
                            "EveryHoldEndsOnce",
                            organization.id
                                    + " holds "
                                    + held
                                    + "; "
                                    + open.calls
                                    + " open calls hold "
                                    + open.amount));
        }
        Grants grants = organization.grants;
        Money granted = grants == null ? Money.ZERO : granted(organization, grants, open, found);
        Money sum =
                organization.wallet.balance().plus(granted).plus(held).plus(organization.spent());
        if (!sum.equals(organization.funded)) {
            found.add(
                    new Violation(
                            "WalletAddsUp",
                            organization.id
                                    + ": available + held + spent is "
                                    + sum
                                    + ", funded is "
                                    + organization.funded));
        }
        if (organization.owed().isNegative()) {
            found.add(new Violation("WalletAddsUp", organization.id + " owes less than nothing"));
        }
    }

    /// What is left of grants by their own figures, which must be what their accounts say.
    private static Money granted(
            Organization organization, Grants grants, OpenHolds open, List<Violation> found) {
        Money prepaid = Money.ZERO;
        Money promotional = Money.ZERO;
        Money included = Money.ZERO;
        Money expired = Money.ZERO;
        for (GrantState state : grants.all()) {
            Money held = open.drawn.getOrDefault(state.number, Money.ZERO);
            if (!state.held.equals(held) || state.left().isNegative()) {
                found.add(
                        new Violation(
                                "GrantsAddUp",
                                "grant %d of %s holds %s, its open calls %s; left is %s"
                                        .formatted(
                                                state.number,
                                                organization.id,
                                                state.held,
                                                held,
                                                state.left())));
            }
            if (state.isOpen() != grants.open().contains(state)) {
                found.add(
                        new Violation(
                                "GrantsAddUp",
                                "grant " + state.number + " of " + organization.id + " is lost"));
            }
            switch (state.grant.kind()) {
                case PREPAID -> {
                    prepaid = prepaid.plus(state.left());
                    expired = expired.plus(state.expired);
                }
                case PROMOTIONAL -> promotional = promotional.plus(state.left());
                case INCLUDED -> {
                    included = included.plus(state.left());
                    expired = expired.plus(state.expired);
                }
            }
        }
        if (!prepaid.equals(grants.prepaid.balance())
                || !promotional.equals(grants.promotional.balance())
                || !expired.equals(grants.breakage.balance())
                || (grants.included != null && !included.equals(grants.included.balance()))) {
            found.add(
                    new Violation(
                            "GrantsAddUp",
                            "the grants of %s have %s and %s left, %s expired; their accounts %s, %s and %s"
                                    .formatted(
                                            organization.id,
                                            prepaid,
                                            promotional,
                                            expired,
                                            grants.prepaid.balance(),
                                            grants.promotional.balance(),
                                            grants.breakage.balance())));
        }
        return prepaid.plus(promotional).plus(included);
    }

    private static void check(Resting resting, List<Violation> found) {
        for (CurrencyCode currency : resting.currencies()) {
            Money held = resting.balance(AccountKind.HELD, currency);
            if (!held.isZero()) {
                found.add(new Violation("EveryHoldEndsOnce", "what rests holds " + held));
            }
            if (currency.isOfPlan()) {
                continue;
            }
            Money sum =
                    resting.balance(AccountKind.WALLET, currency)
                            .plus(resting.balance(AccountKind.PREPAID_GRANTS, currency))
                            .plus(resting.balance(AccountKind.PROMOTIONAL_GRANTS, currency))
                            .plus(resting.balance(AccountKind.REVENUE, currency))
                            .plus(resting.balance(AccountKind.OVERRUN, currency))
                            .plus(resting.balance(AccountKind.FEES, currency));
            if (!sum.equals(resting.funded(currency))) {
                found.add(
                        new Violation(
                                "WalletAddsUp",
                                "what rests: available + spent is "
                                        + sum
                                        + ", funded is "
                                        + resting.funded(currency)));
            }
        }
    }

    private static void check(BudgetCounter counter, OpenHolds open, List<Violation> found) {
        if (!counter.held().equals(open.amount) || counter.tokensHeld() != open.tokens) {
            found.add(
                    new Violation(
                            "EveryHoldEndsOnce",
                            "budget "
                                    + counter.number
                                    + " holds "
                                    + counter.held()
                                    + " and "
                                    + counter.tokensHeld()
                                    + " tokens, its open calls "
                                    + open.amount
                                    + " and "
                                    + open.tokens));
        }
    }
}
