package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallCorrection;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.Draws;
import io.tokengrid.ledger.LedgerConflict;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.storage.WakeOutcome;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one door for corrections of settled calls. A correction is decided on what is folded of a
/// call; so they are posted in turns, each of which begins once all that happened before it is
/// folded. A call is corrected once for a reference.
///
/// Thread-safe and blocking: for the control plane. All methods throw [ViewsUnavailable] while the
/// views are away or behind, and [StorageFullException] if the journal has no room.
public final class Corrections {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Node node;
    private final Views views;
    private final InstantSource clock;
    private final ReentrantLock turn = new ReentrantLock();

    /// The last correction that was posted.
    private long last;

    public Corrections(Node node, Views views, InstantSource clock) {
        this.node = node;
        this.views = views;
        this.clock = clock;
    }

    /// What became of a wish to correct a call.
    public sealed interface Outcome {
        /// There is no such call of this node.
        record Unknown() implements Outcome {}

        /// Only settled calls have a charge.
        record NotSettled(CallState state) implements Outcome {}

        /// The call was corrected for this reference before, or nothing would be different; nothing
        /// changed.
        record Unchanged(CallRecord call) implements Outcome {}

        /// A plan covers the call: it is charged in the plan's unit, by weights that do not change.
        record UnderPlan(CallRecord call) implements Outcome {}

        /// It would come to less than grants have paid of it, and what they paid stays with them;
        /// nothing changed.
        record PaidByGrants(CallRecord call) implements Outcome {}

        /// @param sequence to wait for
        record Corrected(CallRecord call, long sequence) implements Outcome {}
    }

    /// Corrects one call.
    ///
    /// @param decision answers what a settled call is charged for from now on; null if that is what
    ///   it is charged for
    public Outcome correct(
            CallId id, Cause cause, Function<CallRecord, @Nullable Billed> decision) {
        turn.lock();
        try {
            awaitFolded(node.read(_ -> node.journal().lastSequence()));
            CallRecord call = id.admitted().node() == node.number() ? views.call(id) : null;
            if (call == null) {
                return new Outcome.Unknown();
            }
            return call.settled() == null
                    ? new Outcome.NotSettled(call.state())
                    : correct(call, cause, decision);
        } finally {
            turn.unlock();
        }
    }

    /// Corrects some calls in one turn.
    ///
    /// @param read reads settled calls, with all that was posted before
    /// @return the outcomes in the order of the calls
    List<Outcome> correct(
            Supplier<List<CallRecord>> read,
            Cause cause,
            Function<CallRecord, @Nullable Billed> decision) {
        turn.lock();
        try {
            awaitFolded(last);
            return read.get().stream().map(call -> correct(call, cause, decision)).toList();
        } finally {
            turn.unlock();
        }
    }

    /// The version of the book whose prices a settled call has: the one that it is charged by, or a
    /// later one with backdated rows that are about it, whether or not they came to something else,
    /// and whether or not it was rated again by now.
    public long priceVersion(CallRecord call) {
        Billed billed = call.billed();
        long charged = billed == null ? call.admitted().call().book() : billed.book();
        for (ReRating one : views.reRatings(charged)) {
            if (CallCorrection.isAbout(views.backdating(one), call)) {
                return one.book();
            }
        }
        return charged;
    }

    private Outcome correct(
            CallRecord call, Cause cause, Function<CallRecord, @Nullable Billed> decision) {
        if (call.admitted().call().coverage() != null) {
            return new Outcome.UnderPlan(call);
        }
        Billed after = call.correction(cause.reference()) == null ? decision.apply(call) : null;
        if (after == null) {
            return new Outcome.Unchanged(call);
        }
        if (after.totals().paid().compareTo(fromGrants(call)) < 0) {
            return new Outcome.PaidByGrants(call);
        }
        OrganizationId organization = call.admitted().call().organization();
        wake(organization);
        Node.Ended<Fact.Corrected> corrected;
        try {
            corrected = node.correct(call, after, cause, clock.instant());
        } catch (LedgerConflict e) {
            throw new ViewsUnavailable(organization + " went to rest again: " + e.getMessage());
        }
        last = corrected.sequence();
        return new Outcome.Corrected(call.with(corrected.fact()), last);
    }

    private static Money fromGrants(CallRecord call) {
        Fact.Settled settled = call.settled();
        return settled == null ? Money.ZERO : Draws.total(settled.change().draws());
    }

    private void wake(OrganizationId id) {
        var by = new WakeBy.Organization(id);
        if (!node.hears(by, clock.instant())
                && node.wakes().await(by, PATIENCE)
                        instanceof WakeOutcome.Unavailable(String why)) {
            throw new ViewsUnavailable(id + " is at rest and cannot be loaded: " + why);
        }
    }

    private void awaitFolded(long sequence) {
        try {
            if (!views.awaitFolded(sequence, PATIENCE)) {
                throw new ViewsUnavailable("the views are behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ViewsUnavailable("the node stops");
        }
    }
}
