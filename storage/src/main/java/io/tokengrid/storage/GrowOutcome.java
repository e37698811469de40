package io.tokengrid.storage;

import io.tokengrid.ledger.GrowthOutcome;
import io.tokengrid.ledger.LedgerFact;

/// What became of a wish to hold more for an open call.
public sealed interface GrowOutcome {
    /// The hold grew.
    ///
    /// @param sequence of the fact, which may not be durable yet
    /// @param step by how much
    record Grown(long sequence, LedgerFact.HoldGrown step) implements GrowOutcome {}

    /// The ledger refused; the hold stays as it is.
    record NotGrown(GrowthOutcome.Refused refused) implements GrowOutcome {}

    /// The journal has no room; the hold stays as it is.
    record StorageFull() implements GrowOutcome {}
}
