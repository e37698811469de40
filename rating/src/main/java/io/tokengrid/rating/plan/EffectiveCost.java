package io.tokengrid.rating.plan;

import io.tokengrid.rating.plan.Statement.BilledPeriod;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What usage really cost in a period under what was bought: fees, overage and true-ups, and the
/// drawn part of packs at what they were bought for, spread over what was served. What a pack loses
/// at its expiry is waste, not a cost of any call.
///
/// @param served in the plan's unit; in the meter's where the plan has none
/// @param cost currency units
/// @param meters what `served` adds up: empty for the plan's unit, else the meters
public record EffectiveCost(Period period, Rational served, Rational cost, Set<String> meters) {
    public EffectiveCost {
        meters = Set.copyOf(meters);
    }

    /// One for each period of a statement, in their order.
    public static List<EffectiveCost> of(Statement statement) {
        Map<String, Rational> bought = new HashMap<>();
        statement.allowance().stream()
                .map(GrantState::grant)
                .filter(grant -> grant.source().paid().isPositive())
                .forEach(grant -> bought.put(grant.id(), grant.costBasis()));
        var costs = new TreeMap<Instant, EffectiveCost>();
        for (BilledPeriod billed : statement.periods()) {
            Rational due =
                    billed.lines().stream()
                            .filter(line -> !bought.containsKey(line.name()))
                            .map(Line::exact)
                            .reduce(Rational.ZERO, Rational::plus);
            costs.put(
                    billed.period().start(),
                    new EffectiveCost(billed.period(), Rational.ZERO, due, Set.of()));
        }
        for (Outcome outcome : statement.outcomes()) {
            costs.computeIfPresent(
                    costs.floorKey(outcome.event().at()),
                    (start, cost) -> cost.plus(outcome, drawn(outcome.draw(), bought)));
        }
        return List.copyOf(costs.values());
    }

    private EffectiveCost plus(Outcome outcome, Rational drawn) {
        Set<String> with = new HashSet<>(meters);
        if (outcome.weight().isEmpty()) {
            with.add(outcome.event().meter());
        }
        return new EffectiveCost(period, served.plus(units(outcome)), cost.plus(drawn), with);
    }

    private static Rational units(Outcome outcome) {
        return outcome.served().times(outcome.weight().orElse(Rational.ONE));
    }

    private static Rational drawn(Draw draw, Map<String, Rational> bought) {
        return draw.parts().stream()
                .map(part -> part.amount().times(bought.getOrDefault(part.grant(), Rational.ZERO)))
                .reduce(Rational.ZERO, Rational::plus);
    }

    /// What one unit cost; empty where nothing was served, or meters that cannot be added.
    public Optional<Rational> perUnit() {
        return served.isZero() || meters.size() > 1
                ? Optional.empty()
                : Optional.of(cost.dividedBy(served));
    }

    /// What an event of the period cost; empty as [#perUnit] is.
    public Optional<Rational> of(Outcome outcome) {
        return perUnit().map(unit -> unit.times(units(outcome)));
    }
}
