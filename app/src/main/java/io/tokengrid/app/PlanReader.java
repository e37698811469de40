package io.tokengrid.app;

import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.Limit;
import io.tokengrid.rating.plan.Plan;
import io.tokengrid.rating.plan.Product;
import io.tokengrid.rating.plan.UnitRate;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.units.Rational;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a plan of a plan's file.
///
/// @param cycle the customer's billing periods, from which windows by the calendar are counted
record PlanReader(Cycle cycle) {
    Plan plan(String name, Section section) {
        var products = new ArrayList<Product>();
        section.sections("products")
                .forEach((product, terms) -> products.add(ProductReader.product(product, terms)));
        Optional<Allowance> allowance =
                section.has("allowance")
                        ? Optional.of(allowance(section.section("allowance")))
                        : Optional.empty();
        Plan.Seats seats = seats(section.section("seats"));
        return section.made(
                "seats",
                () ->
                        new Plan(
                                name,
                                section.get(PlanOptions.FEE),
                                seats,
                                allowance,
                                products,
                                ProductReader.spend(
                                        section, PlanOptions.MINIMUM, PlanOptions.MAXIMUM)));
    }

    private static Plan.Seats seats(Section section) {
        return section.made(
                "names",
                () ->
                        new Plan.Seats(
                                section.find(PlanOptions.SEATS).orElse(List.of()),
                                section.get(PlanOptions.SEAT_FEE),
                                section.get(PlanOptions.SEAT_INCLUDED)));
    }

    private Allowance allowance(Section section) {
        return new Allowance(
                section.get(PlanOptions.UNIT),
                section.get(PlanOptions.INCLUDED),
                new Weights(section.list("weights").stream().map(PlanReader::weight).toList()),
                section.list("limits").stream().map(this::limit).toList(),
                section.get(PlanOptions.BURN_ORDER),
                atEnd(section));
    }

    private static AtEnd atEnd(Section section) {
        PlanOptions.End end = section.get(PlanOptions.AT_END);
        if (section.has("cheaper") != (end == PlanOptions.End.CHEAPER)) {
            throw section.wrong(
                    "cheaper", "and at-end: cheaper go together", "write both or neither");
        }
        if (section.has("cap") && end != PlanOptions.End.OVERAGE) {
            throw section.wrong("cap", "is of at-end: overage", "write at-end: overage");
        }
        return switch (end) {
            case BLOCK -> new AtEnd.Block();
            case CHEAPER -> new AtEnd.Cheaper(section.find(PlanOptions.CHEAPER).orElseThrow());
            case OVERAGE -> new AtEnd.Overage(section.find(PlanOptions.CAP));
        };
    }

    private static Weights.Rule weight(Section section) {
        Rational per = section.get(PlanOptions.WEIGHT_PER);
        return section.made(
                "per",
                () ->
                        new Weights.Rule(
                                section.find(PlanOptions.WEIGHT_MODEL),
                                section.find(PlanOptions.WEIGHT_METER),
                                section.find(PlanOptions.WEIGHT_HOURS),
                                new UnitRate(section.get(PlanOptions.WEIGHT), per, false)));
    }

    private Limit limit(Section section) {
        Optional<Limit.Window> calendar =
                section.find(PlanOptions.LIMIT_EVERY)
                        .map(every ->
                                new Limit.Window.Calendar(
                                        every.from(cycle.anchor(), cycle.zone())));
        Optional<Limit.Window> firstUse =
                section.find(PlanOptions.LIMIT_FIRST_USE).map(Limit.Window.FirstUse::new);
        if (calendar.isPresent() == firstUse.isPresent()) {
            throw section.wrong(
                    "name",
                    "needs either every or first-use",
                    "write every: week or first-use: 5h");
        }
        return new Limit(
                section.get(PlanOptions.LIMIT_NAME),
                section.get(PlanOptions.LIMIT_AMOUNT),
                calendar.or(() -> firstUse).orElseThrow(),
                section.get(PlanOptions.LIMIT_EACH_SEAT));
    }
}
