package io.tokengrid.ledger;

import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.LocalHours;
import io.tokengrid.rating.plan.PlanTerms;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.Subscription;
import io.tokengrid.rating.plan.UnitRate;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.testing.Draw;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Plans for tests.
final class PlanSamples {
    private PlanSamples() {}

    /// By the month in Shanghai, in tokens that count 1 each.
    static PlanTerms monthly(String fee, String included, String anchor, AtEnd atEnd) {
        return new PlanTerms(
                "plan of " + fee,
                calendar("CNY", 1, Cycle.Unit.MONTH, anchor, "Asia/Shanghai"),
                Rational.parse(fee),
                allowance("token", included, Weights.ONE_EACH, atEnd));
    }

    static AtEnd overage(String cap) {
        return new AtEnd.Overage(Optional.of(Rational.parse(cap)));
    }

    /// Any that a ledger can keep.
    static PlanTerms any(RandomGenerator random) {
        Cycle.Unit unit =
                Draw.one(
                        random,
                        List.of(
                                Cycle.Unit.DAY,
                                Cycle.Unit.WEEK,
                                Cycle.Unit.MONTH,
                                Cycle.Unit.YEAR));
        AtEnd atEnd =
                switch (random.nextInt(3)) {
                    case 0 -> new AtEnd.Block();
                    case 1 -> new AtEnd.Overage(Optional.empty());
                    default -> overage(random.nextInt(100) + ".5");
                };
        Weights weights =
                new Weights(
                        List.of(
                                new Weights.Rule(
                                        random.nextBoolean()
                                                ? Optional.of("glm-4.6")
                                                : Optional.empty(),
                                        random.nextBoolean()
                                                ? Optional.of("output")
                                                : Optional.empty(),
                                        random.nextBoolean()
                                                ? Optional.of(
                                                        new LocalHours(
                                                                LocalTime.of(9, 30),
                                                                LocalTime.of(12, 0)))
                                                : Optional.empty(),
                                        new UnitRate(
                                                Rational.of(random.nextInt(9)),
                                                Rational.of(1_000),
                                                false))));
        return new PlanTerms(
                "plan " + random.nextInt(9),
                calendar(
                        Draw.once(random, 4) ? "USD" : "CNY",
                        1 + random.nextInt(3),
                        unit,
                        "2026-01-31",
                        Draw.one(random, List.of("UTC", "America/Havana", "Asia/Shanghai"))),
                Rational.of(random.nextInt(1_000), 7),
                allowance(
                        "token", "1/3", random.nextBoolean() ? weights : Weights.ONE_EACH, atEnd));
    }

    private static Subscription.Terms calendar(
            String currency, int count, Cycle.Unit unit, String anchor, String zone) {
        return new Subscription.Terms(
                new CurrencyCode(currency),
                new Cycle(count, unit, LocalDate.parse(anchor), ZoneId.of(zone)),
                Proration.DAYS);
    }

    private static Allowance allowance(String unit, String included, Weights weights, AtEnd atEnd) {
        return new Allowance(
                unit, Rational.parse(included), weights, List.of(), BurnOrder.DEFAULT, atEnd);
    }
}
