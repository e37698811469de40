package io.tokengrid.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid rate`: what usage costs under a plan, offline: statement lines exact and as paid, and
/// where the plan stands at the end. A figure that the file expects and that does not come out is
/// an error.
@Command(
        name = "rate",
        description =
                "Rates usage under plans, offline: statement lines, exact and as paid, and the plan's state at the end.",
        mixinStandardHelpOptions = true)
final class RateCommand implements Callable<Integer> {
    /// How the result is written.
    enum Format {
        TEXT,
        CSV
    }

    @Option(
            names = "--plan",
            required = true,
            paramLabel = "FILE",
            description = "Plans in YAML, with or without their usage; --- parts documents.")
    private Path plan = Path.of("");

    @Option(
            names = "--usage",
            paramLabel = "FILE",
            description =
                    "Usage in CSV, after that of the plan: columns at, meter, quantity, and id, model,"
                            + " seat, held, settled where known.")
    private @Nullable Path usage;

    @Option(
            names = "--events",
            description = "Also show for every event what covered it, what was charged or refused.")
    private boolean events;

    @Option(names = "--format", paramLabel = "FORMAT", description = "text (default) or csv.")
    private Format format = Format.TEXT;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        var differences = new ArrayList<String>();
        if (format == Format.CSV) {
            out.println(PlanText.CSV_HEAD);
        }
        for (PlanDocument document : documents()) {
            PlanReport report = PlanReport.of(document, events);
            switch (format) {
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
        return 0;
    }

    private List<PlanDocument> documents() {
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
