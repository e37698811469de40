package io.tokengrid.journal;

import io.tokengrid.journal.CallRating.Rated;
import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.Backdating;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.units.Money;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a settled call would be charged for by another book of prices, or for another usage.
///
/// What it comes to depends on its settlement, the usage and the book alone, and not on the way
/// there: by another book and back it is the same as before.
public final class CallCorrection {
    private CallCorrection() {}

    /// What a settled call is charged for by another book, with the usage that is billed by now;
    /// null if the book has no price for it, or the call is not settled.
    public static @Nullable Billed by(CallRecord call, PriceBook book) {
        Fact.Settled settled = call.settled();
        Billed before = call.billed();
        if (settled == null || before == null) {
            return null;
        }
        Rated rated = new CallRating(book, call.admitted()).rate(settled, before);
        return rated.prices() == null
                ? null
                : billed(call, settled, book, rated, before.usage(), before.service().units());
    }

    /// Whether the rows that a book has backdated are about a call: it is settled, in money, and
    /// neither that book nor a later one is what it is charged by.
    public static boolean isAbout(Backdating backdating, CallRecord call) {
        Fact.Settled settled = call.settled();
        Billed before = call.billed();
        return settled != null
                && before != null
                && call.admitted().call().coverage() == null
                && before.book() < backdating.book().version()
                && backdating.isAbout(
                        new CallRating(backdating.book(), call.admitted()).facts(settled, before));
    }

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
