package io.tokengrid.journal;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.units.CallId;
import org.jspecify.annotations.Nullable;

/// One call in full, folded from its own facts.
///
/// @param admitted how it began
/// @param settled how it ended with a charge; null if it did not
/// @param voided how it ended without; null if it did not
/// @param delivered whether the client got the end; null if nothing is known
/// @param counted our own count, the first if there are several; null if it was not counted
public record CallRecord(
        Fact.Admitted admitted,
        Fact.@Nullable Settled settled,
        Fact.@Nullable Voided voided,
        Fact.@Nullable Delivered delivered,
        @Nullable OwnCount counted) {
    /// A call that has just been admitted.
    public static CallRecord of(Fact.Admitted admitted) {
        return new CallRecord(admitted, null, null, null, null);
    }

    public CallId id() {
        return admitted.change().call();
    }

    public CallState state() {
        if (settled != null) {
            return CallState.SETTLED;
        }
        if (voided == null) {
            return CallState.OPEN;
        }
        return voided.change().expired() ? CallState.EXPIRED : CallState.VOIDED;
    }

    /// The call after one of its facts. A second end is refused with [IllegalStateException], since
    /// every hold ends once.
    public CallRecord with(Fact fact) {
        return switch (fact) {
            case Fact.Grown(LedgerFact.HoldGrown step) ->
                    new CallRecord(once(admitted.grown(step)), settled, voided, delivered, counted);
            case Fact.Settled end ->
                    new CallRecord(
                            admitted,
                            once(end),
                            null,
                            delivered,
                            counted != null ? counted : end.result().count());
            case Fact.Voided end -> new CallRecord(admitted, null, once(end), delivered, counted);
            case Fact.Delivered end -> new CallRecord(admitted, settled, voided, end, counted);
            case Fact.Counted count ->
                    counted != null
                            ? this
                            : new CallRecord(admitted, settled, voided, delivered, count.count());
            case Fact.Marked _ -> this;
            case Fact.Admitted _,
                    Fact.Accounted _,
                    Fact.BookPublished _,
                    Fact.Issued _,
                    Fact.ProfileSet _,
                    Fact.Reconciled _ ->
                    throw new IllegalStateException("not a fact about call " + id());
        };
    }

    /// The call that a fact is about, other than its admission; null if it is about none.
    public static @Nullable CallId about(Fact fact) {
        return switch (fact) {
            case Fact.Grown grown -> grown.change().call();
            case Fact.Settled end -> end.change().call();
            case Fact.Voided end -> end.change().call();
            case Fact.Delivered end -> end.call();
            case Fact.Counted count -> count.call();
            case Fact.Marked mark -> mark.call();
            case Fact.Admitted _,
                    Fact.Accounted _,
                    Fact.BookPublished _,
                    Fact.Issued _,
                    Fact.ProfileSet _,
                    Fact.Reconciled _ ->
                    null;
        };
    }

    private <T> T once(T end) {
        if (state() != CallState.OPEN) {
            throw new IllegalStateException("call " + id() + " ended twice");
        }
        return end;
    }
}
