package io.tokengrid.journal;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.units.CallId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One call in full, folded from its own facts.
///
/// @param admitted how it began
/// @param settled how it ended with a charge; null if it did not
/// @param voided how it ended without; null if it did not
/// @param delivered whether the client got the end; null if nothing is known
/// @param counted our own count, the first if there are several; null if it was not counted
/// @param corrections of its charge, in order: the last one stands
/// @param ingested how it was reported, if it did not pass the gateway: then it was admitted and
///   settled by that; null for all others
public record CallRecord(
        Fact.Admitted admitted,
        Fact.@Nullable Settled settled,
        Fact.@Nullable Voided voided,
        Fact.@Nullable Delivered delivered,
        @Nullable OwnCount counted,
        List<Fact.Corrected> corrections,
        Fact.@Nullable Ingested ingested) {
    public CallRecord {
        corrections = List.copyOf(corrections);
    }

    /// A call that has just been admitted.
    public static CallRecord of(Fact.Admitted admitted) {
        return new CallRecord(admitted, null, null, null, null, List.of(), null);
    }

    private static CallRecord of(Fact.Ingested ingested) {
        return new CallRecord(
                ingested.admitted(), ingested.settled(), null, null, null, List.of(), ingested);
    }

    /// The call that a fact begins; null if it begins none.
    public static @Nullable CallRecord begunBy(Fact fact) {
        return switch (fact) {
            case Fact.Admitted admitted -> of(admitted);
            case Fact.Ingested ingested -> of(ingested);
            default -> null;
        };
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

    /// What it is charged for as it stands; null unless it is settled.
    public @Nullable Billed billed() {
        if (!corrections.isEmpty()) {
            return corrections.getLast().billed();
        }
        return settled == null ? null : settled.billed(admitted.call().book());
    }

    /// The correction with a reference; null if there is none.
    public Fact.@Nullable Corrected correction(String reference) {
        for (Fact.Corrected one : corrections) {
            if (one.correction().cause().reference().equals(reference)) {
                return one;
            }
        }
        return null;
    }

    /// The call after one of its facts. A second end is refused with [IllegalStateException], since
    /// every hold ends once, and so is a correction of something else than what stands.
    public CallRecord with(Fact fact) {
        return switch (fact) {
            case Fact.Grown(LedgerFact.HoldGrown step) ->
                    new CallRecord(
                            once(admitted.grown(step)),
                            settled,
                            voided,
                            delivered,
                            counted,
                            corrections,
                            ingested);
            case Fact.Settled end ->
                    new CallRecord(
                            admitted,
                            once(end),
                            null,
                            delivered,
                            counted != null ? counted : end.result().count(),
                            corrections,
                            ingested);
            case Fact.Voided end ->
                    new CallRecord(
                            admitted, null, once(end), delivered, counted, corrections, ingested);
            case Fact.Delivered end ->
                    new CallRecord(admitted, settled, voided, end, counted, corrections, ingested);
            case Fact.Counted count ->
                    counted != null
                            ? this
                            : new CallRecord(
                                    admitted,
                                    settled,
                                    voided,
                                    delivered,
                                    count.count(),
                                    corrections,
                                    ingested);
            case Fact.Corrected correction ->
                    new CallRecord(
                            admitted,
                            settled,
                            voided,
                            delivered,
                            counted,
                            and(correction),
                            ingested);
            case Fact.Marked _ -> this;
            case Fact.Rerated _,
                    Fact.Admitted _,
                    Fact.Ingested _,
                    Fact.Accounted _,
                    Fact.BookPublished _,
                    Fact.Issued _,
                    Fact.ProfileSet _,
                    Fact.Reconciled _ ->
                    throw new IllegalStateException("not a fact about call " + id());
        };
    }

    /// The call that a fact is about, other than the one it begins; null if it is about none.
    public static @Nullable CallId about(Fact fact) {
        return switch (fact) {
            case Fact.Grown grown -> grown.change().call();
            case Fact.Settled end -> end.change().call();
            case Fact.Voided end -> end.change().call();
            case Fact.Delivered end -> end.call();
            case Fact.Counted count -> count.call();
            case Fact.Corrected correction -> correction.change().call();
            case Fact.Marked mark -> mark.call();
            case Fact.Rerated _,
                    Fact.Admitted _,
                    Fact.Ingested _,
                    Fact.Accounted _,
                    Fact.BookPublished _,
                    Fact.Issued _,
                    Fact.ProfileSet _,
                    Fact.Reconciled _ ->
                    null;
        };
    }

    private List<Fact.Corrected> and(Fact.Corrected correction) {
        Billed before = billed();
        if (before == null || !before.totals().equals(correction.change().before())) {
            throw new IllegalStateException("a correction of what call " + id() + " is not");
        }
        var all = new ArrayList<>(corrections);
        all.add(correction);
        return all;
    }

    private <T> T once(T end) {
        if (state() != CallState.OPEN) {
            throw new IllegalStateException("call " + id() + " ended twice");
        }
        return end;
    }
}
