package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        Map<OrganizationId, Money> held = new HashMap<>();
        for (Hold hold : ledger.holds.values()) {
            held.merge(hold.organization().id, hold.placed().amount(), Money::plus);
        }
        for (Organization organization : ledger.organizations.values()) {
            check(organization, held.getOrDefault(organization.id, Money.ZERO), violations);
        }
        for (BudgetCounter counter : ledger.counters.values()) {
            check(counter, ledger, violations);
        }
        return violations;
    }

    private static void check(Organization organization, Money openHolds, List<Violation> found) {
        Money held = organization.held.balance();
        if (!held.equals(openHolds)) {
            found.add(
                    new Violation(
                            "EveryHoldEndsOnce",
                            organization.id + " holds " + held + ", its open calls " + openHolds));
        }
        Money sum = organization.wallet.balance().plus(held).plus(organization.spent());
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

    private static void check(BudgetCounter counter, Ledger ledger, List<Violation> found) {
        Money reserved = Money.ZERO;
        for (Hold hold : ledger.holds.values()) {
            for (LedgerFact.Reservation reservation : hold.placed().reservations()) {
                if (reservation.budget() == counter.number
                        && reservation.periodStart().equals(counter.periodStart())) {
                    reserved = reserved.plus(hold.placed().amount());
                }
            }
        }
        if (!reserved.equals(counter.held())) {
            found.add(
                    new Violation(
                            "EveryHoldEndsOnce",
                            "budget "
                                    + counter.number
                                    + " holds "
                                    + counter.held()
                                    + ", its open calls "
                                    + reserved));
        }
    }
}
