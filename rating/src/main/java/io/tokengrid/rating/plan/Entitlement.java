package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a plan includes in the period that runs, as grants: one for all seats together and one for
/// each seat. A change of plan within the period leaves, in all, the share of time of each plan's
/// amount; what was drawn before counts. For one thread.
final class Entitlement {
    /// What one seat, or all together, may draw in the period, and from which grants.
    private static final class Part {
        private final List<String> grants = new ArrayList<>();
        private Rational amount = Rational.ZERO;
    }

    private final Grants grants;
    private final Map<Optional<String>, Part> parts = new LinkedHashMap<>();
    private Period period = new Period(Instant.MIN, Instant.MIN);
    private int number;

    Entitlement(Grants grants) {
        this.grants = grants;
    }

    /// Begins a period.
    ///
    /// @param number of the period, for the ids of its grants
    void open(Period period, Plan plan, Rational share, int number) {
        this.period = period;
        this.number = number;
        parts.clear();
        included(plan)
                .forEach((seat, amount) -> {
                    part(seat).amount = amount.times(share);
                    grant(seat, part(seat).amount, period.start());
                });
    }

    /// Goes on with another plan for the rest of the period.
    void change(Instant at, Plan before, Plan after, Rational rest) {
        included(before)
                .forEach((seat, amount) -> {
                    Part part = part(seat);
                    part.amount = part.amount.minus(amount.times(rest));
                });
        included(after)
                .forEach((seat, amount) -> {
                    Part part = part(seat);
                    part.amount = part.amount.plus(amount.times(rest));
                });
        parts.forEach((seat, part) -> {
            Rational taken = taken(part);
            part.grants.forEach(grants::withdraw);
            grant(seat, part.amount.minus(taken), at);
        });
    }

    private static Map<Optional<String>, Rational> included(Plan plan) {
        var included = new LinkedHashMap<Optional<String>, Rational>();
        plan.allowance().ifPresent(terms -> included.put(Optional.empty(), terms.included()));
        plan.seats()
                .names()
                .forEach(seat -> included.put(Optional.of(seat), plan.seats().included()));
        return included;
    }

    private Part part(Optional<String> seat) {
        return parts.computeIfAbsent(seat, _ -> new Part());
    }

    private Rational taken(Part part) {
        return grants.states().stream()
                .filter(state -> part.grants.contains(state.grant().id()))
                .map(state -> state.drawn().plus(state.held()))
                .reduce(Rational.ZERO, Rational::plus);
    }

    private void grant(Optional<String> seat, Rational amount, Instant from) {
        if (!amount.isPositive()) {
            return;
        }
        List<String> ids = part(seat).grants;
        String id =
                "included "
                        + number
                        + seat.map(name -> " " + name).orElse("")
                        + (ids.isEmpty() ? "" : " (" + (ids.size() + 1) + ")");
        ids.add(id);
        grants.add(
                new Grant(
                        id,
                        seat,
                        amount,
                        0,
                        new Grant.Life(from, Optional.of(period.end())),
                        Grant.Source.INCLUDED));
    }
}
