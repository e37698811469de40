package io.tokengrid.rating.plan;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/// A plan that organizations of the grid can subscribe to.
///
/// @param name by which it is subscribed to
/// @param currency of its fee and its cap
/// @param every the length of a period
/// @param anchor the first day of a period, whose place in the calendar all share; empty where each
///   subscription has its own, the day it begins
/// @param proration what a part of a period is measured in
/// @param fee for a period, due at its start
/// @param allowance what is included; its limits are empty
public record PlanOffer(
        String name,
        CurrencyCode currency,
        Every every,
        Optional<LocalDate> anchor,
        Proration proration,
        Rational fee,
        Allowance allowance) {
    /// The length of a period before it is anchored.
    public record Every(int count, Cycle.Unit unit) {}

    /// Throws [IllegalArgumentException] with a sentence for what cannot be subscribed to.
    public PlanOffer {
        // What the terms refuse is refused before anybody asks for them.
        terms(
                name,
                currency,
                new Cycle(
                        every.count(),
                        every.unit(),
                        anchor.orElse(LocalDate.EPOCH),
                        ZoneId.of("UTC")),
                proration,
                fee,
                allowance);
    }

    /// What a customer agrees to.
    ///
    /// @param from when the subscription begins
    /// @param zone the customer's
    public PlanTerms agreed(Instant from, ZoneId zone) {
        LocalDate day = anchor.orElseGet(() -> LocalDate.ofInstant(from, zone));
        return terms(
                name,
                currency,
                new Cycle(every.count(), every.unit(), day, zone),
                proration,
                fee,
                allowance);
    }

    private static PlanTerms terms(
            String name,
            CurrencyCode currency,
            Cycle cycle,
            Proration proration,
            Rational fee,
            Allowance allowance) {
        return new PlanTerms(
                name, new Subscription.Terms(currency, cycle, proration), fee, allowance);
    }
}
