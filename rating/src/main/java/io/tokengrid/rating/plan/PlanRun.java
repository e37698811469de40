package io.tokengrid.rating.plan;

import io.tokengrid.rating.plan.Statement.BilledPeriod;
import io.tokengrid.rating.plan.Subscription.Phase;
import io.tokengrid.rating.plan.Subscription.Start;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Rates the usage of one subscription: every event in the order of time meets the plan, the grants
/// and the limits as they are at that instant. The same input gives the same statement.
public final class PlanRun {
    /// An event that was admitted, with what it took.
    private record Taken(
            UsageEvent event, Book book, Plan plan, Optional<Rational> weight, Draw draw) {}

    /// An event that was settled.
    ///
    /// @param place among all outcomes
    private record Settled(int place, Taken taken, Outcome outcome, List<Product> products) {}

    /// A period with the money that was drawn for it.
    private static final class Book {
        private final PeriodBook lines;
        private Draw paid = Draw.NOTHING;
        private Optional<BilledPeriod> billed = Optional.empty();

        private Book(PeriodBook lines) {
            this.lines = lines;
        }
    }

    private static final int MOST_PERIODS = 100_000;

    private final Subscription subscription;
    private final Grants allowance = new Grants(BurnOrder.DEFAULT);
    private final Grants prepaid = new Grants(BurnOrder.DEFAULT);
    private final List<Book> books = new ArrayList<>();
    private final Map<String, Taken> taken = new HashMap<>();
    private final Set<String> corrected;
    private final Map<String, Settled> settled = new HashMap<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private Limits limits = new Limits(List.of());
    private Entitlement entitlement;

    /// @param corrected ids of events that are corrected later; others are not remembered
    private PlanRun(Subscription subscription, Set<String> corrected) {
        this.subscription = subscription;
        this.corrected = corrected;
        this.entitlement = new Entitlement(allowance);
        subscription.prepaid().forEach(prepaid::add);
    }

    /// The statement of a subscription up to an instant, where its last period is closed.
    ///
    /// Throws [IllegalArgumentException] for usage that cannot be rated: an id that comes twice,
    /// usage outside of the subscription, of a seat it does not have, or of a meter that nothing
    /// prices. The message begins with the id.
    ///
    /// @param until after the subscription's start; the period that it is in is closed as a whole.
    ///   Changes of plan and packs from then on are left out, usage is refused
    public static Statement rate(
            Subscription subscription,
            List<UsageEvent> events,
            List<Correction> corrections,
            Instant until) {
        require(
                until.isAfter(subscription.start()),
                "the statement",
                "ends before the subscription starts");
        var run =
                new PlanRun(
                        subscription,
                        corrections.stream()
                                .map(Correction::event)
                                .collect(Collectors.toUnmodifiableSet()));
        for (PlanStep step : run.steps(events, corrections)) {
            if (step.at().isBefore(until)) {
                run.take(step);
            } else {
                step.usage()
                        .ifPresent(id -> require(false, id, "is after the end of the statement"));
            }
        }
        return run.close(until);
    }

    private List<PlanStep> steps(List<UsageEvent> events, List<Correction> corrections) {
        var steps = new ArrayList<PlanStep>();
        subscription
                .phases()
                .forEach(phase -> steps.add(new PlanStep.Change(effective(phase), phase)));
        subscription
                .packs()
                .forEach(pack -> steps.add(new PlanStep.Pack(pack.life().starts(), pack)));
        Set<String> ids = new HashSet<>();
        for (UsageEvent event : events) {
            require(ids.add(event.id()), event.id(), "stands there twice");
            steps.add(new PlanStep.Admit(event.at(), event));
            event.hold().ifPresent(hold -> steps.add(new PlanStep.Settle(hold.settled(), event)));
        }
        corrections.forEach(
                correction -> steps.add(new PlanStep.Correct(correction.at(), correction)));
        steps.sort(Comparator.comparing(PlanStep::at).thenComparing(PlanStep::rank));
        return steps;
    }

    private Instant effective(Phase phase) {
        Period period = subscription.terms().cycle().at(phase.from());
        boolean waits =
                phase.start() == Start.AT_RENEWAL
                        && phase.from().isAfter(subscription.start())
                        && !period.start().equals(phase.from());
        return waits ? period.end() : phase.from();
    }

    private void take(PlanStep step) {
        switch (step) {
            case PlanStep.Change(Instant at, Phase phase) -> change(at, phase.plan());
            case PlanStep.Pack(Instant at, Grant grant) -> buy(at, grant);
            case PlanStep.Admit(Instant at, UsageEvent event) -> admit(at, event);
            case PlanStep.Settle(Instant at, UsageEvent event) -> settleLater(at, event);
            case PlanStep.Correct(Instant at, Correction correction) -> correct(at, correction);
        }
    }

    // --- Periods and plans

    private void change(Instant at, Plan plan) {
        if (books.isEmpty()) {
            open(at, plan);
            return;
        }
        PeriodBook book = advance(at);
        Plan before = book.plan();
        if (before.equals(plan)) {
            return;
        }
        Rational rest = share(new Period(at, book.period().end()));
        book.add(
                plan.name(),
                "instead of " + before.name() + " for " + rest + " of the period",
                plan.fullFee().minus(before.fullFee()).times(rest));
        book.use(plan);
        entitlement.change(at, before, plan, rest);
        follow(plan);
        pay(at);
    }

    /// The plan that a period which starts at an instant begins with.
    private Plan planAt(Instant start) {
        Phase current = subscription.phases().getFirst();
        for (Phase phase : subscription.phases()) {
            if (!effective(phase).isAfter(start)) {
                current = phase;
            }
        }
        return current.plan();
    }

    private void open(Instant from, Plan plan) {
        Instant end = subscription.terms().cycle().at(from).end();
        Period covered =
                new Period(from, subscription.end().filter(last -> last.isBefore(end)).orElse(end));
        Rational share = share(covered);
        var book = new PeriodBook(covered, share, subscription.terms(), plan);
        require(books.size() < MOST_PERIODS, plan.name(), "has too many periods");
        books.add(new Book(book));
        if (plan.fullFee().isPositive()) {
            String part = share.equals(Rational.ONE) ? "" : " for " + share + " of a period";
            book.add(plan.name(), "fee" + part, plan.fullFee().times(share));
        }
        entitlement.open(covered, plan, share, books.size());
        follow(plan);
        pay(from);
    }

    private void follow(Plan plan) {
        limits = new Limits(plan.allowance().map(Allowance::limits).orElse(List.of()));
        plan.allowance().ifPresent(terms -> allowance.burnBy(terms.order()));
    }

    /// The share of its billing period that a part of it is.
    private Rational share(Period part) {
        Subscription.Terms terms = subscription.terms();
        Period whole = terms.cycle().at(part.start());
        Rational share = terms.proration().left(whole, part.start(), terms.zone());
        return part.end().equals(whole.end())
                ? share
                : share.minus(terms.proration().left(whole, part.end(), terms.zone()));
    }

    /// Closes the periods that are over at an instant and opens the one that it is in.
    private PeriodBook advance(Instant at) {
        Book last = open();
        while (!last.lines.period().end().isAfter(at) && !isEnd(last.lines.period().end())) {
            Instant end = last.lines.period().end();
            bill(last);
            open(end, planAt(end));
            last = open();
        }
        allowance.expire(at);
        prepaid.expire(at);
        return last.lines;
    }

    private boolean isEnd(Instant at) {
        return subscription.end().filter(at::equals).isPresent();
    }

    private Book open() {
        return books.getLast();
    }

    private void bill(Book book) {
        Instant last = book.lines.period().end();
        if (!subscription.prepaid().isEmpty()) {
            pay(book, book.lines.total(), last.minusNanos(1));
        }
        allowance.expire(last);
        prepaid.expire(last);
        book.billed =
                Optional.of(
                        new BilledPeriod(
                                book.lines.period(),
                                book.lines.plan().name(),
                                book.lines.lines(),
                                book.paid.total()));
    }

    private Statement close(Instant until) {
        advance(until.minusNanos(1));
        bill(open());
        return new Statement(
                books.stream().flatMap(book -> book.billed.stream()).toList(),
                allowance.states(),
                prepaid.states(),
                limits.states(),
                outcomes);
    }

    // --- Usage

    private void buy(Instant at, Grant pack) {
        require(covers(at), pack.id(), "is bought outside of the subscription");
        PeriodBook book = advance(at);
        require(
                book.plan().allowance().isPresent(),
                pack.id(),
                "adds to a plan that counts no unit");
        allowance.add(pack);
        if (pack.source().paid().isPositive()) {
            book.add(pack.id(), "pack of " + pack.amount(), pack.source().paid());
            pay(at);
        }
    }

    private void admit(Instant at, UsageEvent event) {
        require(covers(at), event.id(), "is outside of the subscription");
        Plan plan = advance(at).plan();
        Optional<String> seat = event.who().seat();
        require(
                plan.seats().names().isEmpty()
                        || seat.filter(plan.seats().names()::contains).isPresent(),
                event.id(),
                "is of no seat of the plan " + plan.name());
        Optional<Rational> weight =
                plan.allowance()
                        .flatMap(terms -> terms.weights().of(event, subscription.terms().zone()));
        Rational wanted =
                event.hold().map(UsageEvent.Reservation::quantity).orElse(event.quantity());
        Draw draw = weight.map(each -> reserve(each.times(wanted), at, seat)).orElse(Draw.NOTHING);
        var admitted = new Taken(event, open(), plan, weight, draw);
        if (event.hold().isPresent()) {
            taken.put(event.id(), admitted);
        } else {
            settle(admitted, at);
        }
    }

    private boolean covers(Instant at) {
        return !at.isBefore(subscription.start())
                && subscription.end().filter(end -> !at.isBefore(end)).isEmpty();
    }

    private Draw reserve(Rational wanted, Instant at, Optional<String> seat) {
        Draw draw = allowance.hold(limits.fitting(wanted, at, seat), at, seat);
        limits.use(draw.total(), at, seat);
        return draw;
    }

    private void settleLater(Instant at, UsageEvent event) {
        if (!isEnd(open().lines.period().end())) {
            advance(at);
        }
        Taken admitted = taken.remove(event.id());
        if (admitted != null) {
            settle(admitted, at);
        }
    }

    private void settle(Taken admitted, Instant at) {
        UsageEvent event = admitted.event();
        Rational weight = admitted.weight().orElse(Rational.ZERO);
        Rational held = admitted.draw().total();
        Draw drawn = allowance.post(admitted.draw(), event.quantity().times(weight).min(held), at);
        limits.giveBack(held.minus(drawn.total()), event.at(), event.who().seat());
        Rational covered = Rational.ZERO;
        if (admitted.weight().isPresent()) {
            covered = weight.isZero() ? event.quantity() : drawn.total().dividedBy(weight);
        }
        finish(admitted, drawn, covered, at);
    }

    /// Prices or refuses what no allowance covers.
    private void finish(Taken admitted, Draw drawn, Rational covered, Instant at) {
        UsageEvent event = admitted.event();
        Rational rest = event.quantity().minus(covered);
        List<Product> products =
                rest.isZero() && admitted.weight().isPresent() ? List.of() : products(admitted);
        boolean served = !products.isEmpty();
        var outcome =
                new Outcome(
                        event,
                        admitted.weight(),
                        drawn,
                        covered,
                        served ? rest : Rational.ZERO,
                        served ? Rational.ZERO : rest);
        outcomes.add(outcome);
        if (corrected.contains(event.id())) {
            settled.put(event.id(), new Settled(outcomes.size() - 1, admitted, outcome, products));
        }
        if (served) {
            book(
                    admitted.book(),
                    event.id(),
                    at,
                    book -> products.forEach(product -> book.charge(product, event.at(), rest)));
        }
    }

    /// What prices the usage; none where it is refused.
    private List<Product> products(Taken admitted) {
        UsageEvent event = admitted.event();
        Optional<AtEnd> atEnd =
                admitted.plan()
                        .allowance()
                        .filter(_ -> admitted.weight().isPresent())
                        .map(Allowance::atEnd);
        Optional<String> model = event.who().model();
        if (atEnd.isPresent()) {
            switch (atEnd.get()) {
                case AtEnd.Block() -> {
                    return List.of();
                }
                case AtEnd.Cheaper(String other) -> model = Optional.of(other);
                case AtEnd.Overage(Optional<Rational> _) -> {
                    if (admitted.book().lines.isCapReached()) {
                        return List.of();
                    }
                }
            }
        }
        List<Product> products = admitted.plan().pricing(event.meter(), model);
        require(
                !products.isEmpty(),
                event.id(),
                "no product of the plan "
                        + admitted.plan().name()
                        + " prices "
                        + event.meter()
                        + model.map(name -> " of " + name).orElse(""));
        return products;
    }

    private void correct(Instant at, Correction correction) {
        Settled before = settled.get(correction.event());
        require(before != null, correction.event(), "is corrected, but not there before that");
        if (before == null) {
            return;
        }
        if (!isEnd(open().lines.period().end())) {
            advance(at);
        }
        Outcome outcome = before.outcome();
        UsageEvent event = outcome.event();
        Rational served = outcome.served();
        require(
                correction.quantity().compareTo(served) <= 0,
                event.id(),
                "is corrected to " + correction.quantity() + ", but used only " + served);
        Rational less = served.minus(correction.quantity());
        Rational charged = outcome.charged().minus(less.min(outcome.charged()));
        Rational covered = correction.quantity().minus(charged);
        Rational weight = before.taken().weight().orElse(Rational.ZERO);
        Rational back = outcome.covered().minus(covered).times(weight);
        Draw draw = allowance.giveBack(outcome.draw(), back, at);
        limits.giveBack(back, event.at(), event.who().seat());
        if (!charged.equals(outcome.charged())) {
            book(
                    before.taken().book(),
                    event.id(),
                    at,
                    book ->
                            before.products()
                                    .forEach(product ->
                                            book.lower(
                                                    product,
                                                    event.at(),
                                                    outcome.charged(),
                                                    charged)));
        }
        var now = new Outcome(event, outcome.weight(), draw, covered, charged, outcome.refused());
        outcomes.set(before.place(), now);
        settled.put(
                event.id(), new Settled(before.place(), before.taken(), now, before.products()));
    }

    // --- Money

    /// A change of what a period counted. Where the period is billed already, the difference is a
    /// line of the one that is open.
    private void book(Book book, String id, Instant at, Consumer<PeriodBook> change) {
        if (book.billed.isEmpty()) {
            change.accept(book.lines);
        } else {
            Rational before = book.lines.total();
            change.accept(book.lines);
            open().lines
                    .add(
                            id,
                            "known after " + book.lines.plan().name() + " was billed",
                            book.lines.total().minus(before));
        }
        pay(at);
    }

    private void pay(Instant at) {
        if (!subscription.prepaid().isEmpty()) {
            pay(open(), open().lines.running(), at);
        }
    }

    /// Draws what is due and not yet paid from prepaid money, or gives back what is paid too much.
    private void pay(Book book, Rational due, Instant at) {
        Rational open = due.minus(book.paid.total());
        if (open.isPositive()) {
            book.paid = book.paid.plus(prepaid.draw(open, at, Optional.empty()));
        } else if (open.isNegative()) {
            book.paid = prepaid.giveBack(book.paid, open.negated().min(book.paid.total()), at);
        }
    }

    private static void require(boolean holds, String what, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(what + ": " + otherwise);
        }
    }
}
