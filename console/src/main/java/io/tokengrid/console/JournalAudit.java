package io.tokengrid.console;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerConflict;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.Terms;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at facts in their order and checks each call by itself: its hold ended once and covers
/// what was settled, its lines add up, and rating its usage again gives the same charge. Not
/// thread-safe.
final class JournalAudit {
    private static final int MAX_REFERENCES = 10_000;
    private static final int MAX_CORRECTED = 1_000;

    private final long first;
    private final Map<CallId, Fact.Admitted> open = new HashMap<>();
    private final Map<Long, PriceBook> books = new HashMap<>();
    private final Set<Payment> payments = new HashSet<>();
    private final List<LedgerFact> repeatable = new ArrayList<>();
    private final Map<OrganizationId, Money> lowestFloors = new HashMap<>();
    private final Set<OrganizationId> onceWithoutLimit = new HashSet<>();
    private final Tally ends = new Tally();
    private final Tally withinHold = new Tally();
    private final Tally retries = new Tally();
    private final Tally rerating = new Tally();
    private final Tally lines = new Tally();
    private final Set<CallId> corrections = new LinkedHashSet<>();
    private long facts;
    private long unrated;

    /// @param first the sequence of the first fact that it will see
    /// @param known books that may have been published before that
    JournalAudit(long first, List<PriceBook> known) {
        this.first = first;
        known.forEach(book -> books.put(book.version(), book));
    }

    private record Payment(OrganizationId organization, String reference) {}

    void take(Fact fact) {
        facts++;
        switch (fact) {
            case Fact.Admitted admitted -> {
                CallId call = admitted.change().call();
                ends.check(open.put(call, admitted) == null, () -> call + " was admitted twice");
            }
            case Fact.Grown(LedgerFact.HoldGrown step) -> {
                Fact.Admitted grown =
                        open.computeIfPresent(step.call(), (_, admitted) -> admitted.grown(step));
                ends.check(
                        grown != null || step.call().admitted().sequence() < first,
                        () -> step.call() + " grew after its end");
            }
            case Fact.Settled settled -> {
                Fact.Admitted admitted = end(settled.change().call());
                if (admitted != null) {
                    settled(admitted, settled);
                }
            }
            case Fact.Ingested ingested -> settled(ingested.admitted(), ingested.settled());
            case Fact.Voided voided -> end(voided.change().call());
            case Fact.BookPublished published ->
                    books.put(published.book().version(), published.book());
            case Fact.Accounted(LedgerFact change) -> accounted(change);
            case Fact.Corrected corrected -> {
                if (corrections.size() < MAX_CORRECTED) {
                    corrections.add(corrected.change().call());
                }
            }
            case Fact.Marked _,
                    Fact.Delivered _,
                    Fact.Counted _,
                    Fact.Issued _,
                    Fact.ProfileSet _,
                    Fact.Reconciled _,
                    Fact.Rerated _ -> {}
        }
    }

    /// Whether it saw the journal from its beginning.
    boolean complete() {
        return first == 1;
    }

    long facts() {
        return facts;
    }

    Set<CallId> open() {
        return open.keySet();
    }

    /// Whether an organization may be below its present limit, since it once had a lower one.
    boolean lowered(OrganizationId organization, Money available) {
        Money floor = lowestFloors.get(organization);
        return onceWithoutLimit.contains(organization)
                || (floor != null && available.compareTo(floor) >= 0);
    }

    Tally ends() {
        return ends;
    }

    Invariant settledWithinHold() {
        return withinHold.invariant("SettledWithinHold", withinHold.checked() + " settlements");
    }

    Invariant chargeMatchesRerating() {
        String skipped =
                unrated == 0
                        ? ""
                        : ", " + unrated + " skipped whose price book is older than the sample";
        return rerating.invariant(
                "ChargeMatchesRerating", rerating.checked() + " calls rated again" + skipped);
    }

    Tally lines() {
        return lines;
    }

    Tally rerating() {
        return rerating;
    }

    /// Calls whose charge was corrected: the first thousand.
    Set<CallId> corrected() {
        return corrections;
    }

    /// Decides the payments that were seen once more: none may change anything.
    Invariant retryChangesNothing(Ledger ledger, Instant now) {
        int atRest = 0;
        for (LedgerFact payment : repeatable) {
            if (ledger.terms(payer(payment)) == null) {
                atRest++;
                continue;
            }
            retries.check(
                    repeats(ledger, payment, now),
                    () -> "repeating " + payment + " would change the ledger");
        }
        return retries.invariant(
                "RetryChangesNothing",
                (repeatable.size() - atRest)
                        + " references used again"
                        + (atRest == 0 ? "" : ", " + atRest + " of organizations at rest"));
    }

    private static OrganizationId payer(LedgerFact payment) {
        return switch (payment) {
            case LedgerFact.ToppedUp up -> up.organization();
            case LedgerFact.Adjusted adjusted -> adjusted.organization();
            case LedgerFact.Granted granted -> granted.organization();
            default -> throw new IllegalStateException("no payment: " + payment);
        };
    }

    /// Takes a payment that stands in a statement, unless it was seen in the journal.
    void stated(OrganizationId organization, String reference, LedgerFact payment) {
        if (payments.add(new Payment(organization, reference))
                && repeatable.size() < MAX_REFERENCES) {
            repeatable.add(payment);
        }
    }

    private static boolean repeats(Ledger ledger, LedgerFact payment, Instant now) {
        try {
            return switch (payment) {
                case LedgerFact.ToppedUp up ->
                        ledger.decideTopUp(up.organization(), up.amount(), up.reference(), now)
                                == null;
                case LedgerFact.Adjusted adjusted ->
                        ledger.decideAdjustment(
                                        adjusted.organization(),
                                        adjusted.amount(),
                                        adjusted.reason(),
                                        adjusted.reference(),
                                        now)
                                == null;
                case LedgerFact.Granted granted ->
                        ledger.decideGrant(granted.organization(), granted.grant(), now) == null;
                default -> true;
            };
        } catch (LedgerConflict _) {
            return false;
        }
    }

    private Fact.@Nullable Admitted end(CallId call) {
        Fact.Admitted admitted = open.remove(call);
        if (admitted != null || call.admitted().sequence() >= first) {
            ends.check(admitted != null, () -> call + " ended twice, or was never admitted");
        }
        return admitted;
    }

    private void settled(Fact.Admitted admitted, Fact.Settled settled) {
        LedgerFact.HoldPosted posted = settled.change();
        CallId call = posted.call();
        Money held = admitted.change().amount();
        Money above = posted.charge().minus(held).max(Money.ZERO);
        withinHold.check(
                posted.extra().plus(posted.overrun()).equals(above)
                        && !posted.extra().isNegative()
                        && !posted.overrun().isNegative(),
                () -> call + " held " + held + " and charged " + posted.charge());
        Money sum = settled.billed(admitted.call().book()).sum();
        // A charge may be less than its lines only where it was capped at its hold.
        boolean capped = sum.compareTo(posted.charge()) > 0 && posted.charge().equals(held);
        lines.check(
                capped || sum.equals(posted.charge()),
                () -> call + " charged " + posted.charge() + ", its lines are " + sum);
        rateAgain(admitted, settled);
    }

    private void rateAgain(Fact.Admitted admitted, Fact.Settled settled) {
        PriceBook book = books.get(admitted.call().book());
        if (book == null) {
            unrated++;
            return;
        }
        Charge again = new CallRating(book, admitted).rate(settled).charge();
        rerating.check(
                again.lines().equals(settled.result().lines())
                        && again.unitLines().equals(settled.result().service().lines()),
                () ->
                        settled.change().call()
                                + " is charged "
                                + settled.result().lines()
                                + ", rated again "
                                + again);
    }

    private void accounted(LedgerFact change) {
        switch (change) {
            case LedgerFact.ToppedUp up -> paid(up.organization(), up.reference(), up);
            case LedgerFact.Adjusted adjusted ->
                    paid(adjusted.organization(), adjusted.reference(), adjusted);
            case LedgerFact.Granted granted ->
                    paid(granted.organization(), granted.grant().reference(), granted);
            case LedgerFact.OrganizationOpened opened ->
                    terms(opened.organization(), opened.terms());
            case LedgerFact.TermsChanged changed -> terms(changed.organization(), changed.terms());
            case LedgerFact.KeyIssued _,
                    LedgerFact.Subscribed _,
                    LedgerFact.PeriodOpened _,
                    LedgerFact.SubscriptionEnded _,
                    LedgerFact.KeyChanged _,
                    LedgerFact.KeyRevoked _,
                    LedgerFact.BudgetsSet _,
                    LedgerFact.RestPrepared _,
                    LedgerFact.Rested _,
                    LedgerFact.Woken _,
                    LedgerFact.DocumentIssued _,
                    LedgerFact.GrantWithdrawn _,
                    LedgerFact.GrantsLapsed _,
                    LedgerFact.CostAdjusted _,
                    LedgerFact.HoldPlaced _,
                    LedgerFact.HoldGrown _,
                    LedgerFact.HoldPosted _,
                    LedgerFact.UsageCharged _,
                    LedgerFact.ChargeCorrected _,
                    LedgerFact.HoldReleased _ -> {}
        }
    }

    private void paid(OrganizationId organization, String reference, LedgerFact payment) {
        retries.check(
                payments.add(new Payment(organization, reference)),
                () -> organization + " was paid twice by reference '" + reference + "'");
        if (repeatable.size() < MAX_REFERENCES) {
            repeatable.add(payment);
        }
    }

    private void terms(OrganizationId organization, Terms terms) {
        if (terms.billing() == Billing.INTERNAL) {
            onceWithoutLimit.add(organization);
        } else {
            lowestFloors.merge(organization, terms.creditLimit().negated(), Money::min);
        }
    }
}
