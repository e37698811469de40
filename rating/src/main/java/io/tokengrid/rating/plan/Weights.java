package io.tokengrid.rating.plan;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceList;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /// Whether what a call takes depends on the hour of its admission.
    public boolean goByHour() {
        return rules.stream().anyMatch(rule -> rule.hours().isPresent());
    }

    /// What a call of a model takes for each token, by class: the first rule that fits a class or
    /// one that it belongs to (`exactness.md`, A5) decides, the nearer class first in each rule's
    /// turn; null where input or output has no rule, so that the plan does not cover the call.
    ///
    /// @param at its admission
    /// @throws IllegalArgumentException if a token takes more than about 9.2 units, or not an
    ///   integer of 10^-18
    public @Nullable PriceList ofCall(String model, Instant at, ZoneId zone) {
        var weights = new EnumMap<TokenClass, Price>(TokenClass.class);
        for (TokenClass tokenClass : TokenClass.values()) {
            Price own = ofToken(Optional.of(model), tokenClass, at, zone);
            TokenClass parent = tokenClass.parent();
            if (own == null) {
                return null;
            }
            if (parent == null || !own.equals(ofToken(Optional.of(model), parent, at, zone))) {
                weights.put(tokenClass, own);
            }
        }
        return new PriceList(weights);
    }

    private @Nullable Price ofToken(
            Optional<String> model, TokenClass tokenClass, Instant at, ZoneId zone) {
        if (rules.isEmpty()) {
            return price(Rational.ONE);
        }
        for (Rule rule : rules) {
            for (TokenClass of = tokenClass; of != null; of = of.parent()) {
                if (rule.fits(model, of.key(), at, zone)) {
                    return price(rule.weight().times(Rational.ONE));
                }
            }
        }
        return null;
    }

    /// A weight as the price of a token in the plan's unit.
    ///
    /// @throws IllegalArgumentException as [#ofCall]
    public static Price price(Rational weight) {
        Rational attos = weight.times(Rational.of(BigDecimal.ONE.movePointRight(Money.SCALE)));
        if (!attos.denominator().equals(BigInteger.ONE) || attos.numerator().bitLength() > 63) {
            throw new IllegalArgumentException(
                    "a token takes at most 9.2 units of a plan, with at most 18 digits after the"
                            + " point, not "
                            + weight);
        }
        return new Price(attos.numerator().longValueExact());
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
