package io.tokengrid.app;

import io.tokengrid.rating.plan.BurnDown;
import io.tokengrid.rating.plan.CreditNote;
import io.tokengrid.rating.plan.Draw;
import io.tokengrid.rating.plan.EffectiveCost;
import io.tokengrid.rating.plan.GrantState;
import io.tokengrid.rating.plan.Invoice;
import io.tokengrid.rating.plan.LimitState;
import io.tokengrid.rating.plan.Line;
import io.tokengrid.rating.plan.Outcome;
import io.tokengrid.rating.plan.PlanRun;
import io.tokengrid.rating.plan.Statement;
import io.tokengrid.rating.plan.Statement.BilledPeriod;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A document of a plan's file, rated: every figure, in the order in which a reader wants them.
record PlanReport(PlanDocument document, Statement statement, List<Figure> figures) {
    /// What a figure is about.
    enum Part {
        /// A line of an invoice.
        LINE,
        /// A sum of an invoice, what is paid, given back or exchanged.
        SUM,
        /// Where grants and limits stand at the end.
        STATE,
        /// What became of one event.
        EVENT
    }

    /// One row.
    ///
    /// @param period its number from 1; 0 for what is not of one period
    /// @param what which figure of the item, or how it came about
    /// @param rounded as it is paid; empty for what is no payment
    record Figure(
            Part part,
            int period,
            String item,
            String what,
            Rational exact,
            Optional<BigDecimal> rounded) {}

    /// Rates a document. Throws [CommandFailure] for usage that its plan cannot rate.
    ///
    /// @param events whether every event has its figures; else only what was refused has one,
    ///   unless the document expects figures
    static PlanReport of(PlanDocument document, boolean events) {
        try {
            Statement statement =
                    PlanRun.rate(
                            document.subscription(),
                            document.usage(),
                            document.corrections(),
                            document.until());
            boolean all = events || !document.expected().isEmpty();
            return new PlanReport(document, statement, figures(document, statement, all));
        } catch (IllegalArgumentException e) {
            String id = document.about().id();
            throw new CommandFailure(
                    (id.isEmpty() ? "" : id + ": ") + e.getMessage(),
                    "correct this usage, or the plan that it meets",
                    e);
        }
    }

    private static List<Figure> figures(
            PlanDocument document, Statement statement, boolean events) {
        var figures = new ArrayList<Figure>();
        List<EffectiveCost> costs = EffectiveCost.of(statement);
        for (int i = 0; i < statement.periods().size(); i++) {
            new PeriodFigures(document, i + 1, figures)
                    .add(statement.periods().get(i), costs.get(i));
        }
        statement.allowance().forEach(state -> figures.addAll(grant(document, state)));
        statement.prepaid().forEach(state -> figures.addAll(grant(document, state)));
        statement.limits().forEach(state -> figures.addAll(limit(document, state)));
        for (Outcome outcome : statement.outcomes()) {
            if (events) {
                figures.addAll(event(outcome, costs));
            } else if (outcome.refused().isPositive()) {
                figures.add(quantity(outcome.event().id(), "refused", outcome.refused()));
            }
        }
        return figures;
    }

    private static List<Figure> grant(PlanDocument document, GrantState state) {
        String id = state.grant().id();
        var figures = new ArrayList<Figure>();
        figures.add(state(id, "granted", state.grant().amount()));
        figures.add(state(id, "drawn", state.drawn()));
        figures.add(state(id, "held", state.held()));
        figures.add(state(id, "expired", state.expired()));
        figures.add(state(id, "withdrawn", state.withdrawn()));
        figures.add(state(id, "left", state.left()));
        if (state.grant().source().paid().isPositive()) {
            CurrencyCode currency = document.subscription().terms().currency();
            figures.add(state(id, "bought per unit", state.grant().costBasis()));
            figures.add(money(id, "recognised", state.recognised(), currency));
            figures.add(money(id, "breakage", state.breakage(), currency));
            BurnDown.of(state, document.until())
                    .ifPresent(forecast -> {
                        figures.add(state(id, unused(forecast), forecast.unused()));
                        figures.add(
                                money(id, "wasted if it goes on so", forecast.waste(), currency));
                    });
        }
        return figures;
    }

    private static String unused(BurnDown forecast) {
        return "unused if it goes on so"
                + forecast.usedUp().map(at -> ", used up at " + at).orElse("");
    }

    private static List<Figure> limit(PlanDocument document, LimitState state) {
        String item = state.limit().name() + (state.seat().isEmpty() ? "" : " " + state.seat());
        return List.of(
                state(item, "used in the last window", state.used()),
                state(item, "room at the end", state.room(document.until())));
    }

    private static List<Figure> event(Outcome outcome, List<EffectiveCost> costs) {
        var figures = new ArrayList<Figure>();
        String id = outcome.event().id();
        for (Draw.Part part : outcome.draw().parts()) {
            figures.add(
                    new Figure(
                            Part.EVENT,
                            0,
                            id,
                            "from " + part.grant(),
                            part.amount(),
                            Optional.empty()));
        }
        figures.add(quantity(id, "covered", outcome.covered()));
        figures.add(quantity(id, "charged", outcome.charged()));
        figures.add(quantity(id, "refused", outcome.refused()));
        costs.stream()
                .filter(cost -> cost.period().contains(outcome.event().at()))
                .flatMap(cost -> cost.of(outcome).stream())
                .filter(Rational::isPositive)
                .forEach(cost -> figures.add(quantity(id, "cost, fees included", cost)));
        return figures;
    }

    private static Figure quantity(String item, String what, Rational exact) {
        return new Figure(Part.EVENT, 0, item, what, exact, Optional.empty());
    }

    private static Figure state(String item, String what, Rational exact) {
        return new Figure(Part.STATE, 0, item, what, exact, Optional.empty());
    }

    private static Figure money(String item, String what, Rational exact, CurrencyCode currency) {
        return new Figure(
                Part.STATE, 0, item, what, exact, Optional.of(exact.rounded(currency.digits())));
    }

    /// What is expected and does not come out, one line each.
    List<String> differences() {
        return document.expected().stream().flatMap(e -> difference(e).stream()).toList();
    }

    private Optional<String> difference(PlanDocument.Expected expected) {
        String name = expected.item() + expected.figure().map(what -> ", " + what).orElse("");
        Optional<Figure> found = found(expected);
        if (found.isEmpty()) {
            return Optional.of(name + ": is not in the report");
        }
        Figure figure = found.get();
        if (expected.exact().filter(exact -> !exact.equals(figure.exact())).isPresent()) {
            return Optional.of(
                    name + ": expected " + expected.exact().get() + ", is " + figure.exact());
        }
        Optional<Rational> rounded = figure.rounded().map(Rational::of);
        return expected.rounded().isEmpty() || expected.rounded().equals(rounded)
                ? Optional.empty()
                : Optional.of(
                        name
                                + ": expected "
                                + expected.rounded().get()
                                + " as paid, is "
                                + figure.rounded().map(BigDecimal::toPlainString).orElse("none"));
    }

    /// The row with exactly that figure, or else the first whose figure begins so.
    private Optional<Figure> found(PlanDocument.Expected expected) {
        String what = expected.figure().orElse("");
        List<Figure> rows =
                figures.stream()
                        .filter(figure -> figure.item().equals(expected.item()))
                        .filter(figure -> figure.what().startsWith(what))
                        .filter(figure ->
                                expected.period()
                                        .map(period -> period == figure.period())
                                        .orElse(true))
                        .toList();
        return rows.stream()
                .filter(figure -> figure.what().equals(what))
                .findFirst()
                .or(() -> rows.stream().findFirst());
    }

    /// The figures of one billing period.
    private record PeriodFigures(PlanDocument document, int number, List<Figure> figures) {

        void add(BilledPeriod billed, EffectiveCost cost) {
            if (!billed.lines().isEmpty()) {
                invoice(billed, Invoice.of(billed.lines(), document.billing().terms()));
            }
            cost.perUnit()
                    .filter(Rational::isPositive)
                    .ifPresent(
                            unit -> sum("cost of a unit", "fees included", unit, Optional.empty()));
        }

        private void invoice(BilledPeriod billed, Invoice invoice) {
            invoice.charges().forEach(line -> line(Part.LINE, line));
            invoice.discounts().forEach(line -> line(Part.LINE, line));
            invoice.taxes().forEach(line -> line(Part.LINE, line));
            Rational exact =
                    exact(invoice.charges())
                            .plus(exact(invoice.discounts()))
                            .plus(exact(invoice.taxes()));
            sum("total", "of all lines", exact, Optional.of(invoice.total()));
            due(billed, invoice, exact);
            document.billing().credit().ifPresent(share -> credit(invoice, share));
        }

        private void due(BilledPeriod billed, Invoice invoice, Rational exact) {
            int digits = currency().digits();
            Rational before = number == 1 ? document.billing().before() : Rational.ZERO;
            BigDecimal paid =
                    billed.paid().equals(exact) ? invoice.total() : billed.paid().rounded(digits);
            if (billed.paid().isPositive()) {
                sum("paid", "from prepaid money", billed.paid(), Optional.of(paid));
            }
            if (before.isPositive()) {
                sum("billed before", "", before, Optional.of(before.rounded(digits)));
            }
            Rational left = exact.minus(billed.paid()).minus(before);
            BigDecimal due = invoice.total().subtract(paid).subtract(before.rounded(digits));
            sum("due", "", left, Optional.of(due));
            document.billing()
                    .exchange()
                    .ifPresent(exchange ->
                            exchange.legs(Rational.of(due), currency())
                                    .forEach(leg -> line(Part.SUM, leg)));
        }

        private void credit(Invoice invoice, Rational share) {
            CreditNote note = CreditNote.of(invoice, Rational.ZERO, share);
            note.lines().forEach(item -> credited(item.name(), item.amount()));
            note.taxes().forEach(item -> credited(item.name(), item.amount()));
            credited("total", note.total());
        }

        private void credited(String what, BigDecimal amount) {
            sum("credit note", what, Rational.of(amount), Optional.of(amount));
        }

        private void line(Part part, Line line) {
            figures.add(
                    new Figure(
                            part,
                            number,
                            line.name(),
                            line.why(),
                            line.exact(),
                            Optional.of(line.rounded())));
        }

        private void sum(String item, String what, Rational exact, Optional<BigDecimal> rounded) {
            figures.add(new Figure(Part.SUM, number, item, what, exact, rounded));
        }

        private CurrencyCode currency() {
            return document.subscription().terms().currency();
        }

        private static Rational exact(List<Line> lines) {
            return lines.stream().map(Line::exact).reduce(Rational.ZERO, Rational::plus);
        }
    }
}
