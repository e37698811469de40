package io.tokengrid.console;

import io.tokengrid.ledger.Terms;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.Moments;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Rater;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a call would cost, and why.
final class Explanations {
    private final Node node;
    private final Organizations organizations;
    private final PriceDocuments documents;

    Explanations(Node node, Organizations organizations, PriceDocuments documents) {
        this.node = node;
        this.organizations = organizations;
        this.documents = documents;
    }

    /// @param provider who serves it; left out, only rows for every provider count
    /// @param organization who pays: it has its currency and price groups
    /// @param priceGroups those of nobody in particular, if there is no organization
    /// @param currency in which nobody in particular pays; that of the model's row if left out
    /// @param admitted now if left out
    /// @param firstByte as `completed` if left out
    /// @param completed as `admitted` if left out
    /// @param tokens by class
    /// @param units what else it uses
    /// @param serviceTier as the provider gave it; `default` if left out
    /// @param prices a document of prices to rate by, in YAML or JSON; the book in force if left
    ///   out
    record CallToExplain(
            String model,
            @Nullable String provider,
            @Nullable OrganizationId organization,
            @Nullable List<String> priceGroups,
            @Nullable CurrencyCode currency,
            @Nullable Instant admitted,
            @Nullable Instant firstByte,
            @Nullable Instant completed,
            List<StatedUsage.ClassTokens> tokens,
            @Nullable List<StatedUsage.UnitQuantity> units,
            @Nullable ServiceTier serviceTier,
            @Nullable String prices) {}

    /// @param version of the book; null if the call was rated by other prices
    /// @param sell what the customer would pay; null if the call has no price, and is refused
    /// @param buy what we would pay; null if that is not known
    record ExplainedCall(
            @Nullable Long version,
            @Nullable ExplainedCharge sell,
            @Nullable ExplainedCharge buy) {}

    /// @param total the exact sum of the lines
    /// @param unpriced classes and units that were used and have no price
    /// @param reasons the rules that made the prices, in the order in which they applied
    record ExplainedCharge(
            CurrencyCode currency,
            Money total,
            List<ExplainedLine> lines,
            List<String> unpriced,
            List<ReasonView> reasons) {}

    /// @param of a class of tokens or a unit
    /// @param price per million tokens, or of one unit
    /// @param priceFrom the class whose price it is, where it has none of its own
    record ExplainedLine(
            String of, long quantity, String price, @Nullable String priceFrom, Money amount) {}

    ExplainedCall explain(Request request, CallToExplain asked) {
        PriceBook book =
                asked.prices() == null ? node.book() : documents.read(asked.prices()).book();
        Instant admitted = asked.admitted() == null ? request.now() : asked.admitted();
        Instant completed = asked.completed() == null ? admitted : asked.completed();
        Usage usage = StatedUsage.tokens(asked.tokens());
        UnitCounts units = StatedUsage.units(asked.units() == null ? List.of() : asked.units());
        var call =
                new CallFacts(
                        asked.model(),
                        asked.provider(),
                        customer(asked, book, admitted),
                        usage.input(),
                        asked.serviceTier() == null ? ServiceTier.DEFAULT : asked.serviceTier(),
                        new Moments(admitted, asked.firstByte(), completed));
        return new ExplainedCall(
                asked.prices() == null ? book.version() : null,
                charge(book.sell(call), call, usage, units),
                charge(book.buy(call), call, usage, units));
    }

    private Customer customer(CallToExplain asked, PriceBook book, Instant admitted) {
        Set<String> groups =
                asked.priceGroups() == null ? Set.of() : new LinkedHashSet<>(asked.priceGroups());
        if (asked.organization() != null) {
            Terms terms = organizations.existing(asked.organization(), admitted).terms();
            return new Customer(
                    asked.organization(),
                    asked.priceGroups() == null ? terms.priceGroups() : groups,
                    terms.currency());
        }
        if (asked.currency() != null) {
            return new Customer(null, groups, asked.currency());
        }
        return book.rows().stream()
                .filter(row -> row.model().equals(asked.model()))
                .filter(row -> !row.effective().isAfter(admitted))
                .map(PriceRow::currency)
                .findFirst()
                .map(currency -> new Customer(null, groups, currency))
                .orElseThrow(() ->
                        ApiProblem.invalid(
                                "price_unknown",
                                "Model " + Quoted.of(asked.model()) + " has no price then.",
                                "GET /api/v1/prices lists the rows."));
    }

    private static @Nullable ExplainedCharge charge(
            @Nullable EffectivePrices prices, CallFacts call, Usage usage, UnitCounts units) {
        if (prices == null) {
            return null;
        }
        Charge charge = Rater.rate(prices.prices(), usage, units);
        var lines = new ArrayList<ExplainedLine>();
        for (Charge.ChargeLine line : charge.lines()) {
            lines.add(
                    new ExplainedLine(
                            line.tokenClass().key(),
                            line.tokens().value(),
                            line.price().toString(),
                            line.priceSource() == line.tokenClass()
                                    ? null
                                    : line.priceSource().key(),
                            line.amount()));
        }
        for (Charge.UnitLine line : charge.unitLines()) {
            lines.add(
                    new ExplainedLine(
                            line.unit().key(),
                            line.quantity(),
                            line.price().toString(),
                            null,
                            line.amount()));
        }
        var unpriced = new ArrayList<String>();
        charge.unpriced().forEach(one -> unpriced.add(one.tokenClass().key()));
        charge.unpricedUnits().forEach(one -> unpriced.add(one.unit().key()));
        return new ExplainedCharge(
                prices.currency(), charge.total(), lines, unpriced, ReasonView.of(prices, call));
    }
}
