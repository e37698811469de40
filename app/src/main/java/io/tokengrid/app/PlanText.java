package io.tokengrid.app;

import io.tokengrid.app.PlanReport.Figure;
import io.tokengrid.app.PlanReport.Part;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.Statement.BilledPeriod;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Writes a report for people, or as CSV for other programs.
final class PlanText {
    static final String CSV_HEAD = "document,period,part,item,what,exact,rounded";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);
    private static final List<String> HEAD = List.of("item", "what", "exact", "as paid");

    private PlanText() {}

    /// @param events whether every event has its rows; else only what was refused has one
    static void print(PlanReport report, boolean events, PrintWriter out) {
        PlanDocument document = report.document();
        title(document.about(), out);
        ZoneId zone = document.subscription().terms().zone();
        String currency = document.subscription().terms().currency().code();
        int number = 0;
        for (BilledPeriod billed : report.statement().periods()) {
            number++;
            int period = number;
            out.println(span(billed.period(), zone) + "  " + billed.plan() + "  " + currency);
            table(report.figures().stream().filter(figure -> figure.period() == period), out);
        }
        section("At the end", report, out, figure -> figure.part() == Part.STATE);
        section(
                "Events",
                report,
                out,
                figure -> figure.part() == Part.EVENT && (events || isRefused(figure)));
    }

    private static void title(PlanDocument.About about, PrintWriter out) {
        String title =
                String.join(
                        "  ",
                        Stream.of(about.id(), about.product(), about.input())
                                .filter(text -> !text.isEmpty())
                                .toList());
        if (!title.isEmpty()) {
            out.println("== " + title);
        }
        if (!about.note().isEmpty()) {
            out.println("note: " + about.note());
        }
    }

    private static String span(Period period, ZoneId zone) {
        return LocalDateTime.ofInstant(period.start(), zone).format(TIME)
                + " to "
                + LocalDateTime.ofInstant(period.end(), zone).format(TIME);
    }

    private static boolean isRefused(Figure figure) {
        return figure.what().equals("refused") && !figure.exact().isZero();
    }

    private static void section(
            String title, PlanReport report, PrintWriter out, Predicate<Figure> chosen) {
        List<Figure> figures = report.figures().stream().filter(chosen).toList();
        if (!figures.isEmpty()) {
            out.println(title);
            table(figures.stream(), out);
        }
    }

    private static void table(Stream<Figure> figures, PrintWriter out) {
        List<List<String>> rows =
                Stream.concat(Stream.of(HEAD), figures.map(PlanText::cells)).toList();
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder("  ");
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i < 2 ? row.get(i) + pad : pad + row.get(i)).append("  ");
            }
            out.println(line.toString().stripTrailing());
        }
    }

    private static List<String> cells(Figure figure) {
        return List.of(
                figure.item(),
                figure.what(),
                figure.exact().toString(),
                figure.rounded().map(BigDecimal::toPlainString).orElse(""));
    }

    /// The rows of a report under [#CSV_HEAD].
    static void csv(PlanReport report, PrintWriter out) {
        for (Figure figure : report.figures()) {
            out.println(
                    String.join(
                            ",",
                            quoted(report.document().about().id()),
                            figure.period() == 0 ? "" : Integer.toString(figure.period()),
                            Kind.spelled(figure.part()),
                            quoted(figure.item()),
                            quoted(figure.what()),
                            figure.exact().toString(),
                            figure.rounded().map(BigDecimal::toPlainString).orElse("")));
        }
    }

    private static String quoted(String text) {
        return text.chars().anyMatch(c -> c == ',' || c == '"')
                ? '"' + text.replace("\"", "\"\"") + '"'
                : text;
    }
}
