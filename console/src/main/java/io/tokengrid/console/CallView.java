package io.tokengrid.console;

import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRating.Rated;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.ledger.Draws;
import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.metering.Margin;
import io.tokengrid.metering.ReportedUsage;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One call in full, as JSON shows it; never a prompt, an answer or a key's secret.
///
/// The charge lines' sum and the adjustments' make what was `paid`: `charge` less what the platform
/// bore.
///
/// @param priceVersion of the price book that it is rated by
/// @param held what was reserved
/// @param charge what the usage costs; null unless it was settled
/// @param paid the customer's part of it
/// @param drawnFrom what `paid` came from: grants in the order in which they were drawn, and the
///   wallet
/// @param cost what the provider gets, or probably wants for a call that ended without a charge;
///   null where nothing is known of any
/// @param usage what is billed
/// @param reported what the provider reported, as it was written
/// @param counted our own count; null if it was not counted
/// @param reason why it ended without a charge
/// @param cut whether the answer was cut off before the model had finished
record CallView(
        CallId id,
        CallState state,
        OrganizationId organization,
        KeyId key,
        String department,
        String application,
        String function,
        String model,
        boolean streamed,
        Map<String, String> tags,
        long priceVersion,
        CurrencyCode currency,
        Money held,
        @Nullable Money charge,
        @Nullable Money paid,
        List<DrawnFrom> drawnFrom,
        @Nullable Cost cost,
        @Nullable UsageView usage,
        List<ReportedFigure> reported,
        @Nullable CountedView counted,
        @Nullable ServiceTier serviceTier,
        List<LineView> lines,
        List<UnitLineView> unitLines,
        List<PriceMissing> priceMissing,
        List<ReasonView> reasons,
        List<AdjustmentLine> adjustments,
        List<AttemptView> attempts,
        Times times,
        @Nullable Delivery delivery,
        @Nullable String finishReason,
        @Nullable String reason,
        boolean cut) {
    /// Where money of a call came from.
    enum Source {
        PREPAID,
        PROMOTIONAL,
        WALLET
    }

    /// @param grant the number of the grant; null for the wallet
    record DrawnFrom(Source source, @Nullable Long grant, Money amount) {}

    /// @param source how the figures are known
    record UsageView(
            UsageSource source,
            Set<UsageFlag> flags,
            TokenCount input,
            TokenCount output,
            List<ClassTokens> classes) {}

    record ClassTokens(TokenClass tokenClass, TokenCount tokens) {}

    /// @param tokens null where the provider wrote something that is no number of tokens
    record ReportedFigure(Margin figure, @Nullable Long tokens) {}

    /// @param encoding which vocabulary counted
    /// @param exact whether that is the model's own
    /// @param inputDrift billed less counted
    /// @param outputDrift billed less counted
    record CountedView(
            TokenCount input,
            TokenCount output,
            String encoding,
            boolean exact,
            long inputDrift,
            long outputDrift) {}

    /// @param priceFrom the class whose price it is, where another than its own
    record LineView(
            TokenClass tokenClass,
            TokenCount tokens,
            Price perMillion,
            @Nullable TokenClass priceFrom,
            Money amount) {}

    /// @param perUnit price of one
    record UnitLineView(UsageUnit unit, long quantity, UnitPrice perUnit, Money amount) {}

    /// What was used and has no price in the book: it is not charged.
    ///
    /// @param what a class of tokens or another unit
    record PriceMissing(String what, long quantity) {}

    enum AdjustmentKind {
        /// What the lines exceed the hold by, where the charge was capped at it: not asked for.
        CAP,
        /// What the charge exceeds the hold and the balance by: borne by the platform.
        OVERRUN
    }

    /// @param amount negative, since it lowers what is paid
    record AdjustmentLine(AdjustmentKind kind, Money amount) {}

    /// One try at a deployment.
    ///
    /// @param status the HTTP status; 0 if there was no answer
    /// @param failure a stable code; null if it served
    record AttemptView(
            String provider,
            String model,
            @Nullable String site,
            Instant started,
            long tookMillis,
            int status,
            @Nullable String failure) {}

    record Times(
            Instant admitted,
            Instant deadline,
            @Nullable Instant firstByte,
            @Nullable Instant ended,
            @Nullable Instant delivered) {}

    enum Delivery {
        COMPLETE,
        /// The client was gone before the end.
        CUT,
        UNKNOWN
    }

    /// @param book the one it was admitted under; null if it is not known any more
    static CallView of(CallRecord call, @Nullable PriceBook book) {
        Fact.Admission admission = call.admitted().call();
        Fact.Settled settled = call.settled();
        Fact.Voided voided = call.voided();
        Fact.Settlement result = settled == null ? null : settled.result();
        HoldPosted posted = settled == null ? null : settled.change();
        Rated rated =
                settled == null || book == null
                        ? null
                        : new CallRating(book, call.admitted()).rate(settled);
        return new CallView(
                call.id(),
                call.state(),
                admission.organization(),
                call.admitted().change().key(),
                admission.costCentre().department(),
                admission.costCentre().application(),
                admission.costCentre().function(),
                admission.model(),
                admission.streamed(),
                new TreeMap<>(admission.tags()),
                admission.book(),
                admission.currency(),
                call.admitted().change().amount(),
                posted == null ? null : posted.charge(),
                posted == null ? null : posted.charge().minus(posted.overrun()),
                posted == null ? List.of() : drawnFrom(posted),
                cost(posted, voided),
                result == null ? null : usage(result.usage()),
                result == null ? List.of() : reported(result.reported()),
                counted(call),
                result == null ? null : result.service().tier(),
                result == null ? List.of() : result.lines().stream().map(CallView::line).toList(),
                result == null
                        ? List.of()
                        : result.service().lines().stream().map(CallView::line).toList(),
                rated == null ? List.of() : missing(rated),
                rated == null ? List.of() : reasons(rated),
                settled == null ? List.of() : adjustments(settled),
                attempts(call),
                times(call),
                delivery(call),
                result == null ? null : result.finishReason(),
                voided == null ? null : voided.reason(),
                result != null && result.cut());
    }

    private static List<DrawnFrom> drawnFrom(HoldPosted posted) {
        var parts = new ArrayList<DrawnFrom>();
        for (Draw draw : posted.draws()) {
            Source source =
                    switch (draw.kind()) {
                        case PREPAID -> Source.PREPAID;
                        case PROMOTIONAL -> Source.PROMOTIONAL;
                    };
            parts.add(new DrawnFrom(source, draw.grant(), draw.amount()));
        }
        Money wallet = posted.charge().minus(posted.overrun()).minus(Draws.total(posted.draws()));
        if (wallet.isPositive()) {
            parts.add(new DrawnFrom(Source.WALLET, null, wallet));
        }
        return parts;
    }

    private static @Nullable Cost cost(@Nullable HoldPosted posted, Fact.@Nullable Voided voided) {
        if (posted != null) {
            return Cost.of(posted.cost());
        }
        return voided == null || voided.change().estimated() == null
                ? null
                : Cost.of(voided.change().estimated());
    }

    private static UsageView usage(Usage usage) {
        List<ClassTokens> classes =
                Arrays.stream(TokenClass.values())
                        .map(of -> new ClassTokens(of, usage.count(of)))
                        .filter(of -> !of.tokens().isZero())
                        .toList();
        return new UsageView(usage.source(), usage.flags(), usage.input(), usage.output(), classes);
    }

    private static List<ReportedFigure> reported(ReportedUsage reported) {
        return Arrays.stream(Margin.values())
                .filter(margin -> reported.get(margin) != null || reported.isUnreadable(margin))
                .map(margin -> new ReportedFigure(margin, reported.get(margin)))
                .toList();
    }

    private static @Nullable CountedView counted(CallRecord call) {
        OwnCount count = call.counted();
        if (count == null) {
            return null;
        }
        Usage usage = call.settled() == null ? null : call.settled().result().usage();
        return new CountedView(
                count.input(),
                count.output(),
                count.encoding(),
                count.exact(),
                usage == null ? 0 : usage.input().value() - count.input().value(),
                usage == null ? 0 : usage.output().value() - count.output().value());
    }

    private static LineView line(ChargeLine line) {
        return new LineView(
                line.tokenClass(),
                line.tokens(),
                line.price(),
                line.priceSource() == line.tokenClass() ? null : line.priceSource(),
                line.amount());
    }

    private static UnitLineView line(Charge.UnitLine line) {
        return new UnitLineView(line.unit(), line.quantity(), line.price(), line.amount());
    }

    private static List<PriceMissing> missing(Rated rated) {
        var missing = new ArrayList<PriceMissing>();
        rated.charge()
                .unpriced()
                .forEach(of ->
                        missing.add(new PriceMissing(of.tokenClass().key(), of.tokens().value())));
        rated.charge()
                .unpricedUnits()
                .forEach(of -> missing.add(new PriceMissing(of.unit().key(), of.quantity())));
        return missing;
    }

    private static List<ReasonView> reasons(Rated rated) {
        EffectivePrices prices = rated.prices();
        return prices == null ? List.of() : ReasonView.of(prices, rated.facts());
    }

    private static List<AdjustmentLine> adjustments(Fact.Settled settled) {
        var lines = new ArrayList<AdjustmentLine>();
        Money cap = settled.change().charge().minus(settled.result().sum());
        if (!cap.isZero()) {
            lines.add(new AdjustmentLine(AdjustmentKind.CAP, cap));
        }
        Money overrun = settled.change().overrun();
        if (!overrun.isZero()) {
            lines.add(new AdjustmentLine(AdjustmentKind.OVERRUN, overrun.negated()));
        }
        return lines;
    }

    private static List<AttemptView> attempts(CallRecord call) {
        List<Fact.Attempt> attempts = List.of();
        if (call.settled() != null) {
            attempts = call.settled().result().attempts();
        } else if (call.voided() != null) {
            attempts = call.voided().attempts();
        }
        Instant admitted = call.admitted().at();
        return attempts.stream()
                .map(attempt ->
                        new AttemptView(
                                attempt.provider(),
                                attempt.model(),
                                attempt.site(),
                                admitted.plus(attempt.started()),
                                attempt.took().toMillis(),
                                attempt.status(),
                                attempt.failure()))
                .toList();
    }

    private static Times times(CallRecord call) {
        Instant admitted = call.admitted().at();
        Duration firstByte = call.settled() == null ? null : call.settled().result().firstByte();
        Instant ended = null;
        if (call.settled() != null) {
            ended = call.settled().at();
        } else if (call.voided() != null) {
            ended = call.voided().at();
        }
        return new Times(
                admitted,
                call.admitted().call().deadline(),
                firstByte == null ? null : admitted.plus(firstByte),
                ended,
                call.delivered() == null ? null : call.delivered().at());
    }

    private static @Nullable Delivery delivery(CallRecord call) {
        if (call.delivered() != null) {
            return call.delivered().complete() ? Delivery.COMPLETE : Delivery.CUT;
        }
        return call.state() == CallState.OPEN ? null : Delivery.UNKNOWN;
    }
}
