package io.tokengrid.ledger;

import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import org.jspecify.annotations.Nullable;

/// What became of a wish to hold money.
public sealed interface HoldOutcome {
    /// The fact to apply and record.
    record Placed(LedgerFact.HoldPlaced fact) implements HoldOutcome {}

    /// Nothing is held.
    ///
    /// @param detail a sentence for the caller
    record Refused(Refusal reason, String detail) implements HoldOutcome {}

    /// The same request is being served.
    record InProgress(CallId call) implements HoldOutcome {}

    /// The same request was served and charged.
    ///
    /// @param unit of the plan that the charge is in; null for money
    record AlreadyCharged(CallId call, Money charge, @Nullable CurrencyCode unit)
            implements HoldOutcome {}

    /// The idempotency key was used for another request.
    record Mismatch(CallId call) implements HoldOutcome {}
}
