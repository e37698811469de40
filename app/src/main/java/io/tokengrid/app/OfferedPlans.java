package io.tokengrid.app;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.UnitRate;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Reads the plans of a configuration that organizations can subscribe to, in the notation of the
/// plan's file as far as subscriptions keep it.
final class OfferedPlans {
    /// What becomes of a call that does not fit in what is left.
    enum End {
        BLOCK,
        OVERAGE
    }

    private static final Option<CurrencyCode> CURRENCY =
            Option.required(
                    "plans.*.currency", PlanKinds.currency(), "CNY", "Currency of fee and cap.");
    private static final Option<PlanKinds.Every> PERIOD =
            Option.of(
                    "plans.*.period",
                    PlanKinds.every(),
                    "month",
                    "quarter",
                    "Length of a period, a day or longer.");
    private static final Option<LocalDate> ANCHOR =
            Option.optional(
                    "plans.*.anchor",
                    PlanKinds.day(),
                    "the day each subscription begins",
                    "2026-01-01",
                    "First day of a period; a first period that begins within one is prorated.");
    private static final Option<Proration> PRORATION =
            Option.of(
                    "plans.*.proration",
                    Kind.choice(Proration.class),
                    "days",
                    "seconds",
                    "What a part of a period is measured in, by the organization's calendar.");
    private static final Option<End> AT_END =
            Option.of(
                    "plans.*.allowance.at-end",
                    Kind.choice(End.class),
                    "block",
                    "overage",
                    "What becomes of a call that does not fit in what is left: refused, or charged by"
                            + " the price book.");
    private static final Option<String> WEIGHT_METER =
            Option.optional(
                    "plans.*.allowance.weights[].meter",
                    tokenClass(),
                    "any",
                    "output",
                    "Only tokens of this class and of those that belong to it.");

    static final List<Option<?>> ALL =
            List.of(
                    CURRENCY,
                    PERIOD,
                    ANCHOR,
                    PRORATION,
                    PlanOptions.FEE,
                    PlanOptions.UNIT,
                    PlanOptions.INCLUDED,
                    AT_END,
                    PlanOptions.CAP,
                    PlanOptions.WEIGHT_MODEL,
                    WEIGHT_METER,
                    PlanOptions.WEIGHT_HOURS,
                    PlanOptions.WEIGHT,
                    PlanOptions.WEIGHT_PER);

    private OfferedPlans() {}

    private static Kind<String> tokenClass() {
        return new Kind<>(
                "one of "
                        + Arrays.stream(TokenClass.values())
                                .map(TokenClass::key)
                                .collect(Collectors.joining(", ")),
                text -> {
                    if (Arrays.stream(TokenClass.values()).noneMatch(c -> c.key().equals(text))) {
                        throw new IllegalArgumentException();
                    }
                    return text;
                },
                false);
    }

    static List<PlanOffer> read(Section top) {
        var offers = new ArrayList<PlanOffer>();
        top.sections("plans").forEach((name, section) -> offers.add(offer(name, section)));
        return List.copyOf(offers);
    }

    private static PlanOffer offer(String name, Section section) {
        PlanKinds.Every every = section.get(PERIOD);
        Allowance allowance = allowance(section.section("allowance"));
        return section.made(
                "",
                () ->
                        new PlanOffer(
                                name,
                                section.get(CURRENCY),
                                new PlanOffer.Every(every.count(), every.unit()),
                                section.find(ANCHOR),
                                section.get(PRORATION),
                                section.get(PlanOptions.FEE),
                                allowance));
    }

    private static Allowance allowance(Section section) {
        return new Allowance(
                section.get(PlanOptions.UNIT),
                section.get(PlanOptions.INCLUDED),
                new Weights(section.list("weights").stream().map(OfferedPlans::weight).toList()),
                List.of(),
                BurnOrder.DEFAULT,
                atEnd(section));
    }

    private static AtEnd atEnd(Section section) {
        Optional<Rational> cap = section.find(PlanOptions.CAP);
        return switch (section.get(AT_END)) {
            case BLOCK -> {
                if (cap.isPresent()) {
                    throw section.wrong(
                            PlanOptions.CAP.key(),
                            "is of at-end: overage",
                            "write at-end: overage");
                }
                yield new AtEnd.Block();
            }
            case OVERAGE -> new AtEnd.Overage(cap);
        };
    }

    private static Weights.Rule weight(Section section) {
        Rational per = section.get(PlanOptions.WEIGHT_PER);
        return section.made(
                "per",
                () ->
                        new Weights.Rule(
                                section.find(PlanOptions.WEIGHT_MODEL),
                                section.find(WEIGHT_METER),
                                section.find(PlanOptions.WEIGHT_HOURS),
                                new UnitRate(section.get(PlanOptions.WEIGHT), per, false)));
    }
}
