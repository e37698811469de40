package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What a period has counted for one product, by window. For one thread.
final class Tally {
    private final Product product;
    private final Period period;
    private final Optional<Cycle> windows;
    private final Map<Instant, Measure> measures = new HashMap<>();

    /// @param period the part of the billing period that the subscription covers
    Tally(Product product, Period period, Cycle billing) {
        this.product = product;
        this.period = period;
        this.windows =
                product.terms()
                        .window()
                        .map(window ->
                                new Cycle(
                                        1,
                                        window.unit(),
                                        LocalDate.ofInstant(period.start(), billing.zone()),
                                        billing.zone()));
    }

    /// Takes an event of `value`.
    void add(Instant at, Rational value) {
        Rational counted = product.tariff().counted(value);
        measures.merge(
                window(at),
                Measure.ZERO.plus(counted, 1),
                (before, first) -> before.plus(counted, 1));
    }

    /// Lowers an event from one value to another; one that is lowered to nothing did not happen.
    void lower(Instant at, Rational from, Rational to) {
        Rational before = product.tariff().counted(from);
        Rational after = to.isZero() ? Rational.ZERO : product.tariff().counted(to);
        measures.computeIfPresent(
                window(at),
                (window, measure) -> measure.plus(after.minus(before), to.isZero() ? -1 : 0));
    }

    Measure all() {
        return measures.values().stream()
                .reduce(Measure.ZERO, (a, b) -> a.plus(b.quantity(), b.events()));
    }

    /// The charge of all windows so far. A product without windows may charge for nothing used.
    Rational charge() {
        return windows.isEmpty() && measures.isEmpty()
                ? product.charge(Measure.ZERO)
                : measures.values().stream()
                        .map(product::charge)
                        .reduce(Rational.ZERO, Rational::plus);
    }

    /// What all windows of the period fall short of the commitment, those without usage too.
    Rational shortfall() {
        Rational sum =
                measures.values().stream()
                        .map(product::shortfall)
                        .reduce(Rational.ZERO, Rational::plus);
        long empty = Math.max(count() - measures.size(), 0);
        return sum.plus(product.shortfall(Measure.ZERO).times(empty));
    }

    private long count() {
        long count = 0;
        for (Instant start = period.start(); start.isBefore(period.end()); start = next(start)) {
            count++;
        }
        return count;
    }

    private Instant next(Instant start) {
        return windows.map(cycle -> cycle.at(start).end()).orElse(period.end());
    }

    private Instant window(Instant at) {
        return windows.map(cycle -> cycle.at(at).start()).orElse(period.start());
    }
}
