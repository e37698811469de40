package io.tokengrid.journal;

import io.tokengrid.journal.Fact.Attempt;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.Side;
import io.tokengrid.rating.bill.Expected;
import io.tokengrid.rating.bill.Expected.KnownPrice;
import io.tokengrid.rating.bill.Meter;
import io.tokengrid.rating.bill.RuleNames;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a provider is expected to bill: the calls that it served, each at the buying prices of the
/// book that it was admitted under, and what was booked for them.
///
/// A call counts when its request went to the provider. Not thread-safe.
public final class ExpectedCosts {
    private static final long QUARTER = 900;

    private final String provider;
    private final CurrencyCode currency;
    private final Map<Line, Long> lines = new HashMap<>();
    private final Map<Place, Calls> calls = new HashMap<>();
    private final Map<EffectivePrices, RuleNames> rules = new HashMap<>();
    private final Map<Long, PriceBook> books = new TreeMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();

    /// @param provider its name in the configuration
    /// @param currency of the bill: buying prices and bookings in others do not count
    public ExpectedCosts(String provider, CurrencyCode currency) {
        this.provider = provider;
        this.currency = currency;
    }

    private record Line(
            long quarter,
            String model,
            Meter meter,
            @Nullable Money price,
            @Nullable RuleNames rules) {}

    private record Place(long quarter, String model) {}

    /// Sums of the calls of a quarter and model.
    private static final class Calls {
        long settled;
        long interrupted;
        long foreign;
        long counted;
        long countedTokens;
        Money booked = Money.ZERO;
        Money estimated = Money.ZERO;
    }

    /// Adds a call that has ended; nothing if another provider served it.
    ///
    /// @param book that the call was admitted under; null if it is not known any more
    public void add(CallRecord call, @Nullable PriceBook book) {
        Fact.Settled settled = call.settled();
        Fact.Voided voided = call.voided();
        List<Attempt> attempts =
                settled != null
                        ? settled.result().attempts()
                        : voided != null ? voided.attempts() : List.of();
        Fact.Admission admission = call.admitted().call();
        Attempt served = attempts.isEmpty() ? null : attempts.getLast();
        if (!provider.equals(served == null ? admission.provider() : served.provider())) {
            return;
        }
        Instant at = call.admitted().at();
        at = served == null ? at : at.plus(served.started());
        String model = served == null ? admission.model() : served.model();
        names.computeIfAbsent(admission.model(), _ -> new TreeSet<>()).add(model);
        var place = new Place(Math.floorDiv(at.getEpochSecond(), QUARTER), model);
        Calls sums = calls.computeIfAbsent(place, _ -> new Calls());
        if (voided != null) {
            estimate(voided.change().estimated(), admission, sums);
        } else if (settled != null) {
            HoldPosted posted = settled.change();
            sums.settled++;
            estimate(posted.beyond(), admission, sums);
            sums.booked = sums.booked.plus(amount(posted.cost(), admission));
            sums.foreign += posted.cost() == null || admission.money().equals(currency) ? 0 : 1;
            OwnCount counted = call.counted();
            if (counted != null) {
                sums.counted++;
                sums.countedTokens =
                        Math.addExact(
                                sums.countedTokens, counted.input().plus(counted.output()).value());
            }
            if (book != null) {
                books.putIfAbsent(book.version(), book);
            }
            used(place, settled, book == null ? null : buying(call, settled, book));
        }
    }

    private void estimate(@Nullable ProviderCost estimated, Fact.Admission admission, Calls sums) {
        Money amount = amount(estimated, admission);
        if (amount.isPositive()) {
            sums.interrupted++;
            sums.estimated = sums.estimated.plus(amount);
        }
    }

    private Money amount(@Nullable ProviderCost cost, Fact.Admission admission) {
        return cost != null
                        && cost.provider().equals(provider)
                        && admission.money().equals(currency)
                ? cost.amount()
                : Money.ZERO;
    }

    private @Nullable EffectivePrices buying(
            CallRecord call, Fact.Settled settled, PriceBook book) {
        EffectivePrices buying = new CallRating(book, call.admitted()).buying(settled);
        return buying != null && buying.currency().equals(currency) ? buying : null;
    }

    private void used(Place place, Fact.Settled settled, @Nullable EffectivePrices buying) {
        RuleNames because = buying == null ? null : rules.computeIfAbsent(buying, RuleNames::of);
        Usage usage = settled.result().usage();
        for (TokenClass tokenClass : TokenClass.values()) {
            long tokens = usage.count(tokenClass).value();
            if (tokens > 0) {
                Price price = buying == null ? null : buying.prices().price(tokenClass);
                Money of = price == null ? null : Money.ofAttos(price.attosPerToken());
                add(place, Meter.of(tokenClass), of, because, tokens);
            }
        }
        UnitCounts units = settled.result().service().units();
        for (UsageUnit unit : UsageUnit.values()) {
            UnitPrice price = buying == null ? null : buying.prices().price(unit);
            if (price != null && units.count(unit) > 0) {
                add(place, Meter.of(unit), price.perUnit(), because, units.count(unit));
            }
        }
    }

    private void add(
            Place place,
            Meter meter,
            @Nullable Money price,
            @Nullable RuleNames because,
            long quantity) {
        var line =
                new Line(
                        place.quarter(),
                        place.model(),
                        meter,
                        price,
                        price == null ? null : because);
        lines.merge(line, quantity, Math::addExact);
    }

    /// All of it, and every price that the books of these calls have for their models.
    public Expected expected() {
        return new Expected(
                lines.entrySet().stream()
                        .map(entry -> {
                            Line line = entry.getKey();
                            return new Expected.Line(
                                    line.quarter(),
                                    line.model(),
                                    line.meter(),
                                    line.price(),
                                    line.rules(),
                                    entry.getValue());
                        })
                        .toList(),
                calls.entrySet().stream()
                        .map(entry -> {
                            Calls sums = entry.getValue();
                            return new Expected.Calls(
                                    entry.getKey().quarter(),
                                    entry.getKey().model(),
                                    sums.settled,
                                    sums.interrupted,
                                    sums.booked,
                                    sums.estimated,
                                    sums.foreign,
                                    sums.counted,
                                    sums.countedTokens);
                        })
                        .toList(),
                known());
    }

    private List<KnownPrice> known() {
        var known = new LinkedHashSet<KnownPrice>();
        for (PriceBook book : books.values()) {
            for (EffectivePrices prices : book.effective()) {
                String of = prices.row().provider();
                if (prices.side() == Side.BUY
                        && prices.currency().equals(currency)
                        && (of == null || of.equals(provider))) {
                    for (String model : names.getOrDefault(prices.row().model(), Set.of())) {
                        known(model, prices, known);
                    }
                }
            }
        }
        return new ArrayList<>(known);
    }

    private static void known(String model, EffectivePrices prices, Set<KnownPrice> to) {
        RuleNames because = RuleNames.of(prices);
        PriceList list = prices.prices();
        for (TokenClass tokenClass : TokenClass.values()) {
            Price price = list.price(tokenClass);
            if (price != null) {
                Money of = Money.ofAttos(price.attosPerToken());
                to.add(new KnownPrice(model, Meter.of(tokenClass), of, because));
            }
        }
        list.publishedUnits()
                .forEach((unit, price) ->
                        to.add(new KnownPrice(model, Meter.of(unit), price.perUnit(), because)));
    }
}
