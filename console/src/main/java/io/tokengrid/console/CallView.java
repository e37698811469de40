package io.tokengrid.console;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRating.Rated;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.journal.Cause;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.journal.UsageEvent;
import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.Draws;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.Draw;
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
/// bore. Where the charge was corrected, all of that is as the last correction has it.
///
/// @param priceVersion of the price book that it is rated by
/// @param held what was reserved
/// @param charge what the usage costs; null unless it was settled
/// @param paid the customer's part of it
/// @param plan that it was made under; null if none
/// @param currency of all amounts but the cost; the unit of the plan that covers it, such as
///   `units:token`
/// @param drawnFrom what `paid` came from: grants in the order in which they were drawn, and the
///   wallet
/// @param cost what the provider gets, or probably wants for a call that ended without a charge;
///   null where nothing is known of any
/// @param usage what is billed
/// @param reported what the provider reported, as it was written
/// @param counted our own count; null if it was not counted
/// @param settledAs what it was charged for at its end; null unless that was corrected
/// @param corrections of its charge, in order: the last one stands
/// @param event how it was reported; null for what passed the gateway
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
        @Nullable CallPlan plan,
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
        @Nullable BilledView settledAs,
        List<CorrectionView> corrections,
        List<AttemptView> attempts,
        @Nullable EventView event,
        Times times,
        @Nullable Delivery delivery,
        @Nullable String finishReason,
        @Nullable String reason,
        boolean cut) {
    /// Where money of a call came from.
    enum Source {
        PREPAID,
        PROMOTIONAL,
        /// What a plan includes in the period of the call.
        PLAN,
        WALLET
    }

    /// @param name null where nothing of its allowance was there for the call
    /// @param subscription its number among the organization's
    /// @param period where the period began in which the call counts
    /// @param overage whether the call is charged in money, above the allowance
    record CallPlan(@Nullable String name, long subscription, Instant period, boolean overage) {
        static @Nullable CallPlan of(Fact.Admitted admitted) {
            LedgerFact.UnderPlan plan = admitted.change().plan();
            Fact.Coverage coverage = admitted.call().coverage();
            return plan == null
                    ? null
                    : new CallPlan(
                            coverage == null ? null : coverage.plan(),
                            plan.subscription(),
                            plan.period(),
                            plan.overage());
        }
    }

    /// @param grant the number of the grant; null for the wallet
    record DrawnFrom(Source source, @Nullable Long grant, Money amount) {}

    /// What a call is charged for.
    ///
    /// @param cost what the provider gets
    record BilledView(
            long priceVersion,
            Money charge,
            Money paid,
            Cost cost,
            UsageView usage,
            List<LineView> lines,
            List<UnitLineView> unitLines,
            List<AdjustmentLine> adjustments) {
        static BilledView of(Billed billed) {
            return new BilledView(
                    billed.book(),
                    billed.totals().charge(),
                    billed.totals().paid(),
                    Cost.of(billed.totals().cost()),
                    CallView.usage(billed.usage()),
                    billed.lines().stream().map(CallView::line).toList(),
                    billed.service().lines().stream().map(CallView::line).toList(),
                    CallView.adjustments(billed));
        }
    }

    /// @param cause what kind of cause
    /// @param reference of what caused it: a call is corrected once for it
    /// @param difference what the customer pays more; negative where it got back
    /// @param owed by how much it changed what the customer owes
    /// @param billed what the call is charged for from then on, in the place of what was before
    record CorrectionView(
            Instant at,
            Cause.Kind cause,
            String reference,
            String reason,
            Money difference,
            Money owed,
            BilledView billed) {
        static CorrectionView of(Fact.Corrected corrected) {
            Cause cause = corrected.correction().cause();
            return new CorrectionView(
                    corrected.at(),
                    cause.kind(),
                    cause.reference(),
                    cause.reason(),
                    corrected.change().more(),
                    corrected.change().owed(),
                    BilledView.of(corrected.billed()));
        }
    }

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

    /// Usage that did not pass the gateway: it stands on what somebody else reported.
    ///
    /// @param source who reported it
    /// @param id the reporter's name of it
    /// @param owed what of its charge neither grants nor the wallet could bear
    record EventView(
            String source,
            String id,
            String provider,
            @Nullable String site,
            Instant recorded,
            Money owed) {}

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

    /// @param book the one it is rated by; null if it is not known any more
    static CallView of(CallRecord call, @Nullable PriceBook book) {
        Fact.Admission admission = call.admitted().call();
        Fact.Settled settled = call.settled();
        Fact.Voided voided = call.voided();
        Fact.Settlement result = settled == null ? null : settled.result();
        Billed billed = call.billed();
        CallTotals totals = billed == null ? null : billed.totals();
        Rated rated =
                settled == null || billed == null || book == null
                        ? null
                        : new CallRating(book, call.admitted()).rate(settled, billed);
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
                billed == null ? admission.book() : billed.book(),
                CallPlan.of(call.admitted()),
                admission.currency(),
                call.admitted().change().amount(),
                totals == null ? null : totals.charge(),
                totals == null ? null : totals.paid(),
                settled == null || totals == null
                        ? List.of()
                        : drawnFrom(totals.paid(), settled.change().draws()),
                cost(totals, voided),
                billed == null ? null : usage(billed.usage()),
                result == null ? List.of() : reported(result.reported()),
                counted(call),
                result == null ? null : result.service().tier(),
                billed == null ? List.of() : billed.lines().stream().map(CallView::line).toList(),
                billed == null
                        ? List.of()
                        : billed.service().lines().stream().map(CallView::line).toList(),
                rated == null ? List.of() : missing(rated),
                rated == null ? List.of() : reasons(rated),
                billed == null ? List.of() : adjustments(billed),
                settled == null || call.corrections().isEmpty()
                        ? null
                        : BilledView.of(settled.billed(admission.book())),
                call.corrections().stream().map(CorrectionView::of).toList(),
                attempts(call),
                event(call.ingested()),
                times(call),
                delivery(call),
                result == null ? null : result.finishReason(),
                voided == null ? null : voided.reason(),
                result != null && result.cut());
    }

    private static List<DrawnFrom> drawnFrom(Money paid, List<Draw> draws) {
        var parts = new ArrayList<DrawnFrom>();
        for (Draw draw : draws) {
            Source source =
                    switch (draw.kind()) {
                        case PREPAID -> Source.PREPAID;
                        case PROMOTIONAL -> Source.PROMOTIONAL;
                        case INCLUDED -> Source.PLAN;
                    };
            parts.add(new DrawnFrom(source, draw.grant(), draw.amount()));
        }
        Money wallet = paid.minus(Draws.total(draws));
        if (wallet.isPositive()) {
            parts.add(new DrawnFrom(Source.WALLET, null, wallet));
        }
        return parts;
    }

    private static @Nullable Cost cost(@Nullable CallTotals totals, Fact.@Nullable Voided voided) {
        if (totals != null) {
            return Cost.of(totals.cost());
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

    private static List<AdjustmentLine> adjustments(Billed billed) {
        var lines = new ArrayList<AdjustmentLine>();
        Money waived = billed.waived();
        if (!waived.isZero()) {
            lines.add(new AdjustmentLine(AdjustmentKind.CAP, waived.negated()));
        }
        Money overrun = billed.totals().overrun();
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

    private static @Nullable EventView event(Fact.@Nullable Ingested ingested) {
        if (ingested == null) {
            return null;
        }
        UsageEvent event = ingested.event();
        return new EventView(
                event.name().source(),
                event.name().id(),
                event.provider(),
                event.site(),
                ingested.at(),
                ingested.change().owed());
    }

    private static Times times(CallRecord call) {
        Instant admitted = call.admitted().at();
        Duration firstByte = call.settled() == null ? null : call.settled().result().firstByte();
        Instant ended = null;
        if (call.ingested() != null) {
            ended = call.ingested().event().until();
        } else if (call.settled() != null) {
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
