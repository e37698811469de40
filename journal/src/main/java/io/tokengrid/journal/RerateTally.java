package io.tokengrid.journal;

import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.List;
import java.util.Map;

/// What came of rating settled calls again by the backdated rows of a book.
///
/// @param calls how many were looked at
/// @param corrected how many are charged otherwise by it
/// @param kept how many keep their charge, since grants paid more of it than they would come to
/// @param unpriced how many keep it since the book has no price for them
/// @param differences by the currency of the charge, of the corrected calls
/// @param keptCalls the first of those that keep their charge for grants, at most [#MOST_NAMED]
public record RerateTally(
        long calls,
        long corrected,
        long kept,
        long unpriced,
        Map<CurrencyCode, Difference> differences,
        List<CallId> keptCalls) {
    /// So many calls are named at most.
    public static final int MOST_NAMED = 1_000;

    /// Nothing was looked at.
    public static final RerateTally NONE = new RerateTally(0, 0, 0, 0, Map.of(), List.of());

    /// What changed in sum.
    ///
    /// @param more what customers pay more; negative where they got back
    /// @param owed by how much it changed what they owe
    public record Difference(Money more, Money owed) {}

    public RerateTally {
        differences = Map.copyOf(differences);
        keptCalls = List.copyOf(keptCalls);
    }
}
