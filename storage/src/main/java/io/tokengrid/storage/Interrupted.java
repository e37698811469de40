package io.tokengrid.storage;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.NodeState;
import io.tokengrid.journal.NodeState.OpenCall;
import io.tokengrid.ledger.Ledger;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Rater;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
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
        LedgerFact.HoldPlaced hold = open.admitted().change();
        PriceRow prices = state.book(open).rowAt(open.admitted().call().model(), hold.at());
        Fact.Marked mark = open.mark();
        return open.admitted().call().streamed() && mark != null && prices != null
                ? settled(state.ledger(), open.admitted(), mark, prices, now)
                : voided(state.ledger(), open.admitted(), prices, now);
    }

    private static Fact settled(
            Ledger ledger, Fact.Admitted admitted, Fact.Marked mark, PriceRow prices, Instant now) {
        CallId call = admitted.change().call();
        Usage usage = Usage.ofText(UsageSource.ESTIMATED, mark.input(), mark.output());
        Charge charge = Rater.rate(prices.baseSell(), usage);
        PriceList buy = prices.baseBuy();
        ProviderCost cost =
                buy == null
                        ? null
                        : new ProviderCost(admitted.call().provider(), Rater.total(buy, usage));
        Money capped = charge.total().min(admitted.change().amount());
        var posted =
                existing(
                        ledger.decidePost(
                                call, capped, usage.total(), cost, OverrunPolicy.ABSORB, now));
        return new Fact.Settled(
                posted,
                new Fact.Settlement(
                        usage,
                        ReportedUsage.NOTHING,
                        charge.lines(),
                        null,
                        List.of(),
                        null,
                        true,
                        null));
    }

    private static Fact voided(
            Ledger ledger, Fact.Admitted admitted, @Nullable PriceRow prices, Instant now) {
        ProviderCost estimated = null;
        PriceList buy = prices == null ? null : prices.baseBuy();
        if (buy != null) {
            Price input = buy.price(TokenClass.INPUT);
            estimated =
                    input == null
                            ? null
                            : new ProviderCost(
                                    admitted.call().provider(),
                                    input.times(admitted.call().inputBound()));
        }
        return new Fact.Voided(
                existing(ledger.decideRelease(admitted.change().call(), false, estimated, now)),
                REASON,
                List.of());
    }

    private static <T> T existing(@Nullable T fact) {
        if (fact == null) {
            throw new IllegalStateException("an open call holds nothing");
        }
        return fact;
    }
}
