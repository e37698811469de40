package io.tokengrid.gateway;

import io.tokengrid.gateway.openai.ChatRequest;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.storage.AdmitOutcome;
import io.tokengrid.storage.WaitingCall;
import io.tokengrid.units.TokenCount;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A call at the node's door: it asks for its hold, waits for money that open calls hold, and has
/// its input counted where the bytes of it do not fit (exactness B3, B6). Confined to its event
/// loop.
final class Entry {
    private final Edge edge;
    private final Reply reply;
    private final Consumer<AdmitOutcome> then;
    private Wish.Sound wish;
    private @Nullable WaitingCall waiting;
    private boolean counted;
    private boolean stopped;

    /// @param then gets the outcome, once
    Entry(Edge edge, Reply reply, Wish.Sound wish, Consumer<AdmitOutcome> then) {
        this.edge = edge;
        this.reply = reply;
        this.wish = wish;
        this.then = then;
    }

    void ask() {
        AdmitOutcome outcome =
                edge.node()
                        .admit(
                                wish.call(),
                                edge.now(),
                                later -> edge.run(() -> then.accept(later)));
        if (outcome instanceof AdmitOutcome.Waiting(WaitingCall call)) {
            waiting = call;
            edge.after(edge.options().holdWait(), this::waitedLongEnough);
            count(outcome);
        } else if (outcome instanceof AdmitOutcome.Admitted || !count(outcome)) {
            then.accept(outcome);
        }
    }

    /// What is asked for by now.
    Wish.Sound wish() {
        return wish;
    }

    /// Ends the waiting without an outcome, and says what the call waited for; null if the outcome
    /// is decided already or still to come from counting.
    HoldOutcome.@Nullable Refused stop() {
        stopped = true;
        return waiting == null ? null : edge.node().giveUp(waiting);
    }

    private void waitedLongEnough() {
        HoldOutcome.Refused refused = stop();
        if (refused != null) {
            then.accept(new AdmitOutcome.NotHeld(refused));
        }
    }

    /// Counts the input, if it is not counted yet and that can help.
    ///
    /// @return whether the call goes on once it is counted
    private boolean count(AdmitOutcome outcome) {
        if (counted
                || !Refusals.lacksMoney(outcome)
                || !edge.node().fitsWithoutInput(wish.call(), edge.now())) {
            return false;
        }
        counted = true;
        ChatRequest request = wish.request();
        Model model = wish.model();
        return edge.<@Nullable TokenCount>countIfRoom(
                request.body().length,
                () -> Counts.inputBound(model, request),
                bound -> counted(bound, outcome));
    }

    private void counted(@Nullable TokenCount bound, AdmitOutcome outcome) {
        boolean helps = bound != null && bound.compareTo(wish.call().inputBound()) < 0;
        Wish.Sound narrower = bound != null && helps ? wish.withInputBound(bound) : wish;
        if (waiting != null) {
            // It may have been admitted in the meantime, as it was.
            if (edge.node().narrow(waiting, narrower.call(), edge.now())) {
                wish = narrower;
            }
        } else if (helps && !reply.gone() && !stopped) {
            wish = narrower;
            ask();
        } else {
            then.accept(outcome);
        }
    }
}
