package io.tokengrid.storage;

import io.tokengrid.ledger.GrowthOutcome;

/// What became of a wish to hold more for an open call.
public sealed interface GrowOutcome {
    /// The hold grew.
    ///
    /// @param sequence of the fact, which may not be durable yet
    record Grown(long sequence) implements GrowOutcome {}

    /// The ledger refused; the hold stays as it is.
    record NotGrown(GrowthOutcome.Refused refused) implements GrowOutcome {}

    /// The journal has no room; the hold stays as it is.
    record StorageFull() implements GrowOutcome {}
}
