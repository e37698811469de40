package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.OutputCount;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.GrowOutcome;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// A stream that is given to its client only as far as its hold goes; the hold grows by steps, each
/// durable before it counts (exactness B7). What is not covered yet waits here, and the provider is
/// halted. Confined to its event loop.
final class SteppedHold {
    private final Edge edge;
    private final Valve valve;
    private final Steps steps;
    private AdmitOutcome.Admitted admission;
    private @Nullable Bytes withheld;
    private @Nullable ApiError refused;
    private boolean refusedForGood;
    private long refusedNanos;

    /// What came of the answer, and what of it was given to the client.
    private OutputCount came = OutputCount.NOTHING;

    private OutputCount given = OutputCount.NOTHING;

    SteppedHold(Edge edge, Wish.Sound wish, AdmitOutcome.Admitted admission, Valve valve) {
        this.edge = edge;
        this.admission = admission;
        this.valve = valve;
        steps = new Steps(wish.call().outputBound().value(), wish.outputCeiling().value());
    }

    /// Gives bytes to the client as far as the hold goes, and asks for the next step.
    ///
    /// @param written the answer so far, with these
    void pass(Bytes passed, OutputCount written) {
        came = written;
        withheld = withheld == null ? passed : withheld.append(passed);
        ask();
        give();
        if (withheld != null) {
            valve.halt();
        }
    }

    /// A provider failed before anything was given to the client: another one begins anew.
    void forget() {
        withheld = null;
        came = given;
    }

    /// Asks once more for what was refused.
    void again() {
        if (refused != null) {
            ask();
            give();
        }
    }

    /// Why the answer cannot go on; null if it can, or may soon.
    @Nullable ApiError ended(long nowNanos) {
        boolean waited = nowNanos - refusedNanos > edge.options().holdWait().toNanos();
        return stuck() && (refusedForGood || waited) ? refused : null;
    }

    /// Why what came is not covered, though nothing of the hold is still becoming durable; null if
    /// it is.
    @Nullable ApiError lack() {
        return stuck() ? refused : null;
    }

    private boolean stuck() {
        return refused != null && !steps.willCover(came.atMost());
    }

    /// The call with what it holds by now.
    AdmitOutcome.Admitted admission() {
        return admission;
    }

    /// What the client has of the answer, or had if it were still there.
    OutputCount given() {
        return given;
    }

    /// What was not given yet; it is the caller's then.
    Bytes takeWithheld() {
        Bytes rest = withheld == null ? new Bytes() : withheld;
        withheld = null;
        return rest;
    }

    private void ask() {
        long due = steps.due(came.atMost());
        if (due == 0) {
            return;
        }
        var tokens = new TokenCount(due - steps.decided());
        Money more = admission.reach().growth(tokens);
        switch (edge.node().grow(admission.call(), more, tokens, edge.now())) {
            case GrowOutcome.Grown(long sequence, LedgerFact.HoldGrown step) -> {
                refused = null;
                steps.decided(due);
                admission = admission.holding(step);
                edge.durable(
                        sequence,
                        () -> {
                            steps.durable(due);
                            give();
                        });
            }
            case GrowOutcome.NotGrown(var why) ->
                    refused(Refusals.of(why), !why.reason().passing());
            case GrowOutcome.StorageFull() -> refused(Refusals.storageFull(), false);
        }
    }

    private void refused(ApiError why, boolean forGood) {
        if (refused == null) {
            refusedNanos = System.nanoTime();
        }
        refused = why;
        refusedForGood = forGood;
    }

    private void give() {
        if (withheld != null && steps.covers(came.atMost())) {
            given = came;
            valve.goOn();
            valve.pass(takeWithheld());
        }
    }
}
