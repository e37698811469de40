package io.tokengrid.console;

import io.tokengrid.journal.RerateTally;
import io.tokengrid.storage.postgres.ReRating;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Settled calls that are rated again because prices were backdated.
final class ReRatings {
    private final Supplier<List<ReRating>> all;
    private final Folded folded;

    ReRatings(Supplier<List<ReRating>> all, Folded folded) {
        this.all = all;
        this.folded = folded;
    }

    record ReRatingList(List<ReRatingView> items) {}

    enum ReRatingState {
        /// It waits for its turn, or goes on.
        RUNNING,
        DONE
    }

    /// @param priceVersion the book whose backdated rows rate calls again
    /// @param total calls to be looked at, as far as that is known by now
    /// @param calls how many were looked at
    /// @param open how many have not ended: they are rated again when they have
    /// @param corrected how many are charged otherwise by it
    /// @param keptForGrants how many keep their charge, since grants paid more of it than they
    ///   would come to
    /// @param unpriced how many keep it, since the book has no price for them
    /// @param differences of the corrected ones, by currency
    record ReRatingView(
            long priceVersion,
            ReRatingState state,
            long total,
            long calls,
            long open,
            long corrected,
            long keptForGrants,
            long unpriced,
            List<DifferenceSum> differences,
            Instant publishedAt,
            @Nullable Instant endedAt) {}

    /// @param amount what customers pay more; negative where they got back
    /// @param owed by how much that changed what they owe
    record DifferenceSum(CurrencyCode currency, Money amount, Money owed) {}

    /// @param keptCalls the calls that keep their charge for grants; the first 1,000
    record ReRatingInFull(ReRatingView reRating, List<CallId> keptCalls) {}

    ReRatingList list(Request request) {
        folded.await(request);
        return new ReRatingList(all.get().stream().map(ReRatings::view).toList());
    }

    ReRatingInFull read(Request request) {
        folded.await(request);
        long version = request.id(Long.class);
        return all.get().stream()
                .filter(one -> one.book() == version)
                .findFirst()
                .map(one -> new ReRatingInFull(view(one), one.tally().keptCalls()))
                .orElseThrow(() ->
                        ApiProblem.notFound(
                                "Version " + version + " of the price book has no backdated row.",
                                "GET /api/v1/re-ratings lists those that have."));
    }

    private static ReRatingView view(ReRating of) {
        RerateTally tally = of.tally();
        return new ReRatingView(
                of.book(),
                of.endedAt() == null ? ReRatingState.RUNNING : ReRatingState.DONE,
                of.total(),
                tally.calls(),
                of.open(),
                tally.corrected(),
                tally.kept(),
                tally.unpriced(),
                new TreeMap<>(tally.differences())
                        .entrySet().stream()
                                .map(sum ->
                                        new DifferenceSum(
                                                sum.getKey(),
                                                sum.getValue().more(),
                                                sum.getValue().owed()))
                                .toList(),
                of.publishedAt(),
                of.endedAt());
    }
}
