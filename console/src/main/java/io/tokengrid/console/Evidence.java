package io.tokengrid.console;

import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.ledger.LedgerInvariants.Violation;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.ledger.TrialBalance;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a self-check has in hand, and what that says of the invariants. Changes nothing.
///
/// @param state a copy of the node's state
/// @param audit what facts up to that state were found to be
/// @param readAll whether it saw all of them that it was to see
/// @param counts what the process counted, taken before the state
/// @param now when the check was asked for
record Evidence(
        NodeState state,
        JournalAudit audit,
        boolean readAll,
        ForwardGauge.Counts counts,
        Instant now) {
    /// All that need neither the views nor a second fold, in the order of exactness H.
    List<Invariant> invariants() {
        List<Violation> violations = LedgerInvariants.check(state.ledger());
        return List.of(
                debitsEqualCredits(),
                noBalanceBelowLimit(
                        named(Set.of("WalletAddsUp", "GrantsAddUp", "PlanAddsUp"), violations)),
                everyHoldEndsOnce(named(Set.of("EveryHoldEndsOnce"), violations)),
                audit.settledWithinHold(),
                everyForwardHasOneHold(),
                audit.retryChangesNothing(state.ledger(), now),
                audit.chargeMatchesRerating());
    }

    private static List<Violation> named(Set<String> names, List<Violation> violations) {
        return violations.stream().filter(one -> names.contains(one.invariant())).toList();
    }

    private Invariant debitsEqualCredits() {
        TrialBalance balance = state.ledger().trialBalance();
        return Invariant.of(
                "DebitsEqualCredits",
                balance.balanced(),
                balance.lines().size() + " accounts in " + balance.sums().size() + " units",
                "the sums are " + balance.sums());
    }

    private Invariant noBalanceBelowLimit(List<Violation> sums) {
        String name = "NoBalanceBelowLimit";
        var below = new ArrayList<String>();
        List<OrganizationView> organizations = state.ledger().organizations(now);
        for (OrganizationView organization : organizations) {
            Money available = organization.wallet();
            Money floor = organization.terms().creditLimit().negated();
            if (organization.terms().billing() != Billing.INTERNAL
                    && available.compareTo(floor) < 0
                    && !audit.lowered(organization.id(), available)) {
                below.add(organization.id() + " has " + available + ", limit " + floor);
            }
        }
        long resting = state.ledger().resting().organizations();
        String figure =
                organizations.size()
                        + " organizations"
                        + (resting == 0 ? "" : ", " + resting + " more at rest");
        if (!sums.isEmpty()) {
            return Invariant.broken(name, figure, sums.toString());
        }
        if (below.isEmpty()) {
            return Invariant.holds(name, figure);
        }
        return audit.complete()
                ? Invariant.broken(name, figure, below.toString())
                : Invariant.unknown(
                        name,
                        figure,
                        "whether the limit was lowered stands before the facts that were read: "
                                + below);
    }

    private Invariant everyHoldEndsOnce(List<Violation> sums) {
        String name = "EveryHoldEndsOnce";
        var open = new HashSet<CallId>();
        state.openCalls().forEach(call -> open.add(call.admitted().change().call()));
        String figure =
                open.size() + " open holds, " + audit.ends().checked() + " beginnings and ends";
        if (!sums.isEmpty()) {
            return Invariant.broken(name, figure, sums.toString());
        }
        boolean known =
                audit.complete() ? open.equals(audit.open()) : open.containsAll(audit.open());
        return readAll && !known
                ? Invariant.broken(
                        name, figure, "the journal leaves other calls open than the node")
                : audit.ends().invariant(name, figure);
    }

    private Invariant everyForwardHasOneHold() {
        return Invariant.of(
                "EveryForwardHasOneHold",
                counts.forwards() - counts.retries() <= counts.holds(),
                counts.forwards()
                        + " forwards, "
                        + counts.retries()
                        + " of them again, for "
                        + counts.holds()
                        + " holds",
                "more calls were forwarded than hold money");
    }
}
