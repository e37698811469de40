package io.tokengrid.storage;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.Reach;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;

/// What became of a wish to admit a call.
public sealed interface AdmitOutcome {
    /// The call is admitted; its money is held. Its fact has the sequence of its id and may not be
    /// durable yet.
    ///
    /// @param fact with what it holds by now
    /// @param book what it is rated by, however long it takes
    /// @param reach all that it can be charged by
    record Admitted(Fact.Admitted fact, PriceBook book, Reach reach) implements AdmitOutcome {
        public CallId call() {
            return fact.change().call();
        }

        public Money held() {
            return fact.change().amount();
        }

        public CurrencyCode currency() {
            return fact.call().currency();
        }

        /// What rates it at its end.
        public CallRating rating() {
            return new CallRating(book, fact);
        }

        /// The same call once it holds more.
        public Admitted holding(LedgerFact.HoldGrown step) {
            return new Admitted(fact.grown(step), book, reach);
        }
    }

    /// The call waits until money is free; the outcome follows, unless [Node#giveUp] comes first.
    record Waiting(WaitingCall call) implements AdmitOutcome {}

    /// The ledger placed no hold: refused, or the same request was seen before.
    record NotHeld(HoldOutcome outcome) implements AdmitOutcome {}

    /// The model has no price now.
    record PriceUnknown() implements AdmitOutcome {}

    /// The call's bounds together are more tokens than can be counted.
    record TooLarge() implements AdmitOutcome {}

    /// The journal has no room for the call's later facts.
    record StorageFull() implements AdmitOutcome {}

    /// The node admits nothing any more: it stops or its journal failed.
    record Closed() implements AdmitOutcome {}
}
