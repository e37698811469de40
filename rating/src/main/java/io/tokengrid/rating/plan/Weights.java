package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// How many units of a plan, such as credits, one unit of usage takes: published by model, meter
/// and hour.
///
/// @param rules the first that fits an event decides; without any rule everything takes 1
public record Weights(List<Rule> rules) {
    public static final Weights ONE_EACH = new Weights(List.of());

    /// @param model empty for any
    /// @param meter empty for any
    /// @param hours of the customer's clock; empty for any
    /// @param weight units of the plan for `per` of the meter; 0 takes nothing
    public record Rule(
            Optional<String> model,
            Optional<String> meter,
            Optional<LocalHours> hours,
            UnitRate weight) {

        boolean fits(Optional<String> usedModel, String usedMeter, Instant at, ZoneId zone) {
            return (model.isEmpty() || model.equals(usedModel))
                    && (meter.isEmpty() || meter.get().equals(usedMeter))
                    && (hours.isEmpty() || hours.get().contains(at, zone));
        }
    }

    public Weights {
        rules = List.copyOf(rules);
    }

    /// What one unit of the event's meter takes; empty where no rule speaks of it, so that the plan
    /// does not cover it.
    Optional<Rational> of(UsageEvent event, ZoneId zone) {
        return rules.isEmpty()
                ? Optional.of(Rational.ONE)
                : rules.stream()
                        .filter(rule ->
                                rule.fits(event.who().model(), event.meter(), event.at(), zone))
                        .findFirst()
                        .map(rule -> rule.weight().times(Rational.ONE));
    }
}
