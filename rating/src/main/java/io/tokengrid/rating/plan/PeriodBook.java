package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One billing period of a subscription while it fills. For one thread.
final class PeriodBook {
    private final Period period;
    private final Rational share;
    private final Subscription.Terms terms;
    private final List<Line> fees = new ArrayList<>();
    private final Map<Product, Tally> tallies = new LinkedHashMap<>();
    private Plan plan;

    /// @param period the part of the billing period that the subscription covers
    /// @param share how much of the billing period that is
    PeriodBook(Period period, Rational share, Subscription.Terms terms, Plan plan) {
        this.period = period;
        this.share = share;
        this.terms = terms;
        this.plan = plan;
        use(plan);
    }

    /// Goes on under another plan; what was counted for products of both goes on too.
    void use(Plan next) {
        plan = next;
        next.products().forEach(this::tally);
    }

    Plan plan() {
        return plan;
    }

    Period period() {
        return period;
    }

    void add(String name, String why, Rational amount) {
        fees.add(line(name, why, amount));
    }

    void charge(Product product, Instant at, Rational value) {
        tally(product).add(at, value);
    }

    void lower(Product product, Instant at, Rational from, Rational to) {
        tally(product).lower(at, from, to);
    }

    private Tally tally(Product product) {
        return tallies.computeIfAbsent(product, added -> new Tally(added, period, terms.cycle()));
    }

    /// Whether usage above the allowance costs as much as it may.
    boolean isCapReached() {
        return cap().map(most -> used().compareTo(most) >= 0).orElse(false);
    }

    /// What is due so far, without what only the end of the period makes due.
    Rational running() {
        Rational spent = sum(fees).plus(cap().map(used()::min).orElse(used()));
        return spent.minus(plan.spend().excess(spent));
    }

    /// What is due for the whole period.
    Rational total() {
        return sum(lines());
    }

    /// The lines of the whole period.
    List<Line> lines() {
        var lines = new ArrayList<Line>(fees);
        tallies.forEach((product, tally) -> lines.addAll(lines(product, tally)));
        cap().map(most -> used().minus(most))
                .filter(Rational::isPositive)
                .ifPresent(
                        above -> lines.add(line("overage cap", "above the cap", above.negated())));
        lines.addAll(bounds(plan.name(), plan.spend().partly(share), sum(lines)));
        return lines;
    }

    private List<Line> lines(Product product, Tally tally) {
        var lines = new ArrayList<Line>();
        Measure measure = tally.all();
        lines.add(line(product.name(), used(product, measure), tally.charge()));
        Rational off = off(product, tally.charge());
        if (off.isPositive()) {
            lines.add(line(product.name(), "discount", off.negated()));
        }
        Rational shortfall = tally.shortfall();
        if (shortfall.isPositive()) {
            lines.add(line(product.name(), "true-up to the commitment", shortfall));
        }
        lines.addAll(bounds(product.name(), product.terms().spend(), sum(lines)));
        return lines;
    }

    private static String used(Product product, Measure measure) {
        String events = measure.events() == 1 ? "1 event" : measure.events() + " events";
        return product.tariff() instanceof Tariff.EachEvent
                ? events
                : measure.quantity() + " of " + product.meter() + " in " + events;
    }

    private List<Line> bounds(String name, Spend spend, Rational spent) {
        Rational trueUp = spend.trueUp(spent);
        if (trueUp.isPositive()) {
            return List.of(
                    line(name, "true-up to the minimum spend of " + text(spend.minimum()), trueUp));
        }
        Rational excess = spend.excess(spent);
        return excess.isPositive()
                ? List.of(line(name, "above the maximum spend", excess.negated()))
                : List.of();
    }

    private String text(Rational amount) {
        return line("", "", amount).rounded().toPlainString();
    }

    private Optional<Rational> cap() {
        return plan.allowance()
                .map(Allowance::atEnd)
                .flatMap(end ->
                        end instanceof AtEnd.Overage(Optional<Rational> cap)
                                ? cap
                                : Optional.empty());
    }

    /// What usage costs so far.
    private Rational used() {
        Rational sum = Rational.ZERO;
        for (var entry : tallies.entrySet()) {
            Rational charge = entry.getValue().charge();
            Rational net = charge.minus(off(entry.getKey(), charge));
            sum = sum.plus(net).minus(entry.getKey().terms().spend().excess(net));
        }
        return sum;
    }

    private static Rational off(Product product, Rational charge) {
        return product.terms()
                .discount()
                .map(discount -> discount.off(charge))
                .orElse(Rational.ZERO);
    }

    private static Rational sum(List<Line> lines) {
        return lines.stream().map(Line::exact).reduce(Rational.ZERO, Rational::plus);
    }

    private Line line(String name, String why, Rational amount) {
        return new Line(name, why, amount, terms.currency());
    }
}
