package io.tokengrid.storage;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRating.Rated;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.NodeState;
import io.tokengrid.journal.NodeState.OpenCall;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How calls end that were open when the process ended (exactness D5). The end of a JSON answer is
/// never sent before its settlement, so such a call is voided, and so is a stream without a mark. A
/// stream with marks is settled at the counted input and the output of its last mark, as estimated.
final class Interrupted {
    static final String REASON = "interrupted";

    private Interrupted() {}

    /// The fact that ends an open call.
    static Fact end(NodeState state, OpenCall open, Instant now) {
        var rating = new CallRating(state.book(open), open.admitted());
        Fact.Marked mark = open.mark();
        return open.admitted().call().streamed() && mark != null
                ? settled(state.ledger(), rating, mark, now)
                : voided(state.ledger(), rating, now);
    }

    private static Fact settled(Ledger ledger, CallRating rating, Fact.Marked mark, Instant now) {
        Fact.Admitted admitted = rating.admitted();
        String provider = admitted.call().provider();
        Usage usage = Usage.ofText(UsageSource.ESTIMATED, mark.input(), mark.output());
        Rated rated = rating.rate(asUsual(provider, usage, now));
        Money cost = rated.cost();
        var posted =
                existing(
                        ledger.decidePost(
                                admitted.change().call(),
                                admitted.call().model(),
                                CallRating.charge(
                                        usage, rated.charge().total(), admitted.change().amount()),
                                usage.total(),
                                cost == null ? null : new ProviderCost(provider, cost),
                                OverrunPolicy.ABSORB,
                                now));
        return new Fact.Settled(
                posted,
                new Fact.Settlement(
                        usage,
                        rated.service(UnitCounts.ONE_REQUEST),
                        ReportedUsage.NOTHING,
                        rated.charge().lines(),
                        null,
                        List.of(),
                        null,
                        true,
                        null));
    }

    /// The provider may have read all of the prompt.
    private static Fact voided(Ledger ledger, CallRating rating, Instant now) {
        Fact.Admitted admitted = rating.admitted();
        String provider = admitted.call().provider();
        Usage most =
                Usage.ofText(UsageSource.ESTIMATED, admitted.call().inputBound(), TokenCount.ZERO);
        Money estimated = rating.cost(asUsual(provider, most, now));
        return new Fact.Voided(
                existing(
                        ledger.decideRelease(
                                admitted.change().call(),
                                false,
                                estimated == null ? null : new ProviderCost(provider, estimated),
                                now)),
                REASON,
                List.of());
    }

    private static CallRating.End asUsual(String provider, Usage usage, Instant now) {
        return new CallRating.End(
                provider, usage, ServiceTier.DEFAULT, UnitCounts.ONE_REQUEST, null, now);
    }

    private static <T> T existing(@Nullable T fact) {
        if (fact == null) {
            throw new IllegalStateException("an open call holds nothing");
        }
        return fact;
    }
}
