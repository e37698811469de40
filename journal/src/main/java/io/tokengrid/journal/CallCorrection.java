package io.tokengrid.journal;

import io.tokengrid.journal.CallRating.Rated;
import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.units.Money;
import java.util.List;

/// What a settled call would be charged for another usage. What it comes to depends on its
/// settlement, the usage and the book alone, and not on the way there.
public final class CallCorrection {
    private CallCorrection() {}

    /// What a call is charged for another usage.
    ///
    /// @param book by whose prices
    /// @throws IllegalArgumentException unless the call is settled and the book has a price for it
    public static Billed of(CallRecord call, PriceBook book, Usage usage, UnitCounts units) {
        Fact.Settled settled = call.settled();
        if (settled == null) {
            throw new IllegalArgumentException(call.id() + " is not settled");
        }
        var service = new Fact.Service(settled.result().service().tier(), units, List.of());
        CallRating.End end = CallRating.End.of(call.admitted(), settled, usage, service);
        Rated rated = new CallRating(book, call.admitted()).rate(end);
        if (rated.prices() == null) {
            throw new IllegalArgumentException(
                    "price book " + book.version() + " has no price for " + call.id());
        }
        return billed(call, settled, book, rated, usage, units);
    }

    private static String servedBy(Rated rated) {
        return String.valueOf(rated.facts().provider());
    }

    private static Billed billed(
            CallRecord call,
            Fact.Settled settled,
            PriceBook book,
            Rated rated,
            Usage usage,
            UnitCounts units) {
        Money held = call.admitted().change().amount();
        Money charge = CallRating.charge(usage, rated.charge().total(), held);
        Money cost = rated.cost();
        return new Billed(
                book.version(),
                usage,
                rated.service(units),
                rated.charge().lines(),
                new CallTotals(
                        charge,
                        settled.overrun(charge),
                        usage.total(),
                        cost == null ? null : new ProviderCost(servedBy(rated), cost)));
    }
}
