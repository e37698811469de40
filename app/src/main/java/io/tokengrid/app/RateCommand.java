package io.tokengrid.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid rate`: what usage costs, offline. By prices: each record exact and rounded, with the
/// rules that made its prices, and totals. Under a plan: statement lines exact and as paid, and
/// where the plan stands at the end; a figure that the file expects and that does not come out is
/// an error.
@Command(
        name = "rate",
        description = {
            "Rates usage, offline: by prices, each record exact and rounded, with every reason and the",
            "totals; or under plans, statement lines exact and as paid, and the plan's state at the end."
        },
        mixinStandardHelpOptions = true)
final class RateCommand implements Callable<Integer> {
    /// How the result is written.
    enum Format {
        TEXT,
        CSV
    }

    @ArgGroup(multiplicity = "1")
    private By by = new By();

    /// What usage is rated by: one of both.
    static final class By {
        @Option(
                names = "--prices",
                paramLabel = "FILE",
                description = "Prices and price-modifiers as a configuration has them.")
        private @Nullable Path prices;

        @Option(
                names = "--plan",
                paramLabel = "FILE",
                description = "Plans in YAML, with or without their usage; --- parts documents.")
        private @Nullable Path plan;
    }

    @Option(
            names = "--usage",
            paramLabel = "FILE",
            description =
                    "Usage. By prices: an object in JSON on each line, or CSV. Under a plan: CSV,"
                            + " after that of the plan, with columns at, meter, quantity, and id,"
                            + " model, seat, held, settled where known.")
    private @Nullable Path usage;

    @Option(names = "--json", description = "By prices: an object a line, the totals last.")
    private boolean json;

    @Option(names = "--totals", description = "By prices: the totals alone.")
    private boolean totalsAlone;

    @Option(
            names = "--events",
            description =
                    "Under a plan: also show for every event what covered it, what was charged or refused.")
    private boolean events;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "Under a plan: text (default) or csv.")
    private @Nullable Format format;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (by.prices != null) {
            refuse(events || format != null, "--events and --format go with --plan");
            byPrices(by.prices);
        } else if (by.plan != null) {
            refuse(json || totalsAlone, "--json and --totals go with --prices");
            underPlan(by.plan, format == null ? Format.TEXT : format);
        }
        return 0;
    }

    private void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new CommandLine.ParameterException(spec.commandLine(), why);
        }
    }

    private void byPrices(Path prices) throws IOException {
        if (usage == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--prices needs --usage FILE");
        }
        PrintWriter out = spec.commandLine().getOut();
        try {
            new UsageRating(prices, new UsageRating.Show(json, totalsAlone), out).rate(usage);
        } finally {
            out.flush();
        }
    }

    private void underPlan(Path plan, Format as) {
        PrintWriter out = spec.commandLine().getOut();
        var differences = new ArrayList<String>();
        if (as == Format.CSV) {
            out.println(PlanText.CSV_HEAD);
        }
        for (PlanDocument document : documents(plan)) {
            PlanReport report = PlanReport.of(document, events);
            switch (as) {
                case TEXT -> PlanText.print(report, events, out);
                case CSV -> PlanText.csv(report, out);
            }
            String id = document.about().id();
            report.differences()
                    .forEach(line -> differences.add((id.isEmpty() ? "" : id + ": ") + line));
        }
        out.flush();
        if (!differences.isEmpty()) {
            differences.forEach(spec.commandLine().getErr()::println);
            throw new CommandFailure(
                    differences.size() + " of the expected figures did not come out",
                    "compare the report with expect in the file");
        }
    }

    private List<PlanDocument> documents(Path plan) {
        List<PlanDocument> documents = PlanFile.read(plan);
        if (usage == null) {
            return documents;
        }
        if (documents.size() > 1) {
            throw new CommandFailure(
                    "usage of a file belongs to one document, and "
                            + plan
                            + " has "
                            + documents.size(),
                    "name a file with one document");
        }
        PlanDocument document = documents.getFirst();
        return List.of(
                document.with(PlanUsage.read(usage, document.subscription().terms().zone())));
    }
}
