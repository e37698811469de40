package io.tokengrid.ledger;

/// What became of a wish to hold more for an open call.
public sealed interface GrowthOutcome {
    /// The fact to apply and record.
    record Grown(LedgerFact.HoldGrown fact) implements GrowthOutcome {}

    /// The hold stays as it is.
    ///
    /// @param detail a sentence for the caller
    record Refused(Refusal reason, String detail) implements GrowthOutcome {}
}
