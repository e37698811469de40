package io.tokengrid.storage;

import io.tokengrid.ledger.HoldOutcome;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;

/// What became of a wish to admit a call.
public sealed interface AdmitOutcome {
    /// The call is admitted; its money is held. Its fact has the sequence of its id and may not be
    /// durable yet.
    ///
    /// @param prices what it is rated by, however long it takes
    record Admitted(CallId call, PriceRow prices, Money held) implements AdmitOutcome {
        /// The same call once it holds more.
        public Admitted holding(Money amount) {
            return new Admitted(call, prices, amount);
        }

        public CurrencyCode currency() {
            return prices.currency();
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
