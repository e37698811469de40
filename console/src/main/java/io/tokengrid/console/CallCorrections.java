package io.tokengrid.console;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallCorrection;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.StorageFullException;
import io.tokengrid.storage.postgres.Corrections;
import io.tokengrid.storage.segment.JournalFailed;
import io.tokengrid.units.CallId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Usage of calls that is known late, or was recorded wrongly.
final class CallCorrections {
    private final Corrections corrections;
    private final Calls calls;
    private final PriceBooks books;
    private final Durability durability;

    CallCorrections(Corrections corrections, Calls calls, PriceBooks books, Durability durability) {
        this.corrections = corrections;
        this.calls = calls;
        this.books = books;
        this.durability = durability;
    }

    /// Who says that the usage was another one.
    enum StatedBy {
        /// We do: it was recorded late, or wrongly.
        US,
        /// The provider does, as its bill shows.
        PROVIDER
    }

    /// @param tokens all that the call used, by class; classes that are left out were not used
    /// @param units what else it used; as it was if left out
    /// @param by `us` if left out
    /// @param reference of what caused it, such as the number of a bill: the same one again changes
    ///   nothing
    record NewCorrection(
            List<StatedUsage.ClassTokens> tokens,
            @Nullable List<StatedUsage.UnitQuantity> units,
            @Nullable StatedBy by,
            Texts.Reason reason,
            Texts.Reference reference) {}

    CallView correct(Request request, NewCorrection wanted) {
        CallId id = request.id(CallId.class);
        Usage usage = StatedUsage.tokens(wanted.tokens());
        UnitCounts units = wanted.units() == null ? null : StatedUsage.units(wanted.units());
        var cause =
                new Cause(
                        wanted.by() == StatedBy.PROVIDER
                                ? Cause.Kind.PROVIDER_CORRECTION
                                : Cause.Kind.USAGE_CORRECTED,
                        wanted.reference().text(),
                        wanted.reason().text());
        Corrections.Outcome outcome;
        try {
            outcome = corrections.correct(id, cause, call -> billed(call, usage, units));
        } catch (StorageFullException | JournalFailed e) {
            throw Changes.noRoom();
        }
        return switch (outcome) {
            case Corrections.Outcome.Unknown _ -> calls.view(Calls.existing(id, null));
            case Corrections.Outcome.NotSettled(var state) ->
                    throw ApiProblem.conflict(
                            "call_not_settled",
                            "The call is " + state.key() + ": it has no charge to correct.",
                            "Only settled calls are corrected.");
            case Corrections.Outcome.UnderPlan _ ->
                    throw ApiProblem.conflict(
                            "under_plan",
                            "A plan covers the call: it is charged in the plan's unit.",
                            "Make an adjustment of the organization instead.");
            case Corrections.Outcome.PaidByGrants _ ->
                    throw ApiProblem.conflict(
                            "paid_by_grants",
                            "The call would come to less than grants have paid of it, and what they"
                                    + " paid stays with them.",
                            "Grant it anew, or make an adjustment.");
            case Corrections.Outcome.Unchanged(CallRecord call) -> {
                requireSame(call, cause, usage);
                yield calls.view(call);
            }
            case Corrections.Outcome.Corrected(CallRecord call, long sequence) -> {
                durability.await(sequence);
                yield calls.view(call);
            }
        };
    }

    /// By the prices that the call has.
    private Billed billed(CallRecord call, Usage usage, @Nullable UnitCounts units) {
        Billed before = call.billed();
        if (before == null) {
            throw new IllegalStateException(call.id() + " is not settled");
        }
        long version = corrections.priceVersion(call);
        PriceBook book = books.of(call.id(), version);
        if (book == null) {
            throw ApiProblem.conflict(
                    "price_book_unknown",
                    "Price book " + version + ", by which the call is rated, is not kept.",
                    "Make an adjustment of the organization instead.");
        }
        try {
            return CallCorrection.of(
                    call, book, usage, units == null ? before.service().units() : units);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.conflict(
                    "price_unknown",
                    e.getMessage() + ".",
                    "Make an adjustment of the organization instead.");
        } catch (ArithmeticException e) {
            throw ApiProblem.invalid(
                    "invalid_value", "The usage is more than can be charged.", "Send less.");
        }
    }

    private static void requireSame(CallRecord call, Cause cause, Usage usage) {
        Fact.Corrected before = call.correction(cause.reference());
        if (before != null && !before.correction().usage().equals(usage)) {
            throw ApiProblem.conflict(
                    "conflict",
                    "Reference "
                            + Quoted.of(cause.reference())
                            + " was used before to correct this call to another usage.",
                    "A reference stands for one correction of a call.");
        }
    }
}
