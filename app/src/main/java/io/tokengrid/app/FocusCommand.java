package io.tokengrid.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid focus`: charges of a running server as a file of FOCUS.
@Command(
        name = "focus",
        description = {
            "Writes the charges of a period as FOCUS has them (FinOps Open Cost and Usage",
            "Specification, dataset Cost and Usage), in CSV or Parquet. The rows add up to statements",
            "and invoices."
        },
        mixinStandardHelpOptions = true)
final class FocusCommand implements Callable<Integer> {
    @Option(
            names = "--month",
            paramLabel = "YYYY-MM",
            description = "The month, in --zone; or else --from and --to.")
    private @Nullable String month;

    @Option(
            names = "--zone",
            defaultValue = "UTC",
            paramLabel = "ZONE",
            description = "Whose months, such as Asia/Shanghai (default: ${DEFAULT-VALUE}).")
    private String zone = "UTC";

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "The first full hour, such as 2026-10-01T00:00:00+08:00.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "The full hour after the last.")
    private @Nullable String to;

    @Option(
            names = "--organization",
            defaultValue = "all",
            paramLabel = "ID",
            description = "One organization, such as org-1f; or all (default).")
    private String organization = "all";

    @Option(
            names = "--by",
            defaultValue = "charge",
            paramLabel = "charge|billing",
            description =
                    "Whose periods begin in that time: those of use (default), or those of bills,"
                            + " which finds whole invoices.")
    private By by = By.CHARGE;

    @Option(
            names = "--focus-version",
            defaultValue = "1.4",
            paramLabel = "1.4|1.5-draft",
            description = "Of the specification (default: ${DEFAULT-VALUE}).")
    private String version = "1.4";

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE",
            description = "Ends with .csv or .parquet, which says what it is.")
    private Path out = Path.of("");

    @Mixin private AdminServer server = new AdminServer();

    /// Which periods are meant.
    enum By {
        CHARGE,
        BILLING
    }

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        String path =
                "/api/v1/focus?"
                        + period()
                        + "&format="
                        + format()
                        + "&by="
                        + by.name().toLowerCase(Locale.ROOT)
                        + "&version="
                        + AdminClient.escaped(version)
                        + (organization.equals("all")
                                ? ""
                                : "&organization=" + AdminClient.escaped(organization));
        try (AdminClient client = server.client()) {
            AdminClient.patiently(() -> client.download(path, out)).orFail();
        }
        PrintWriter to = spec.commandLine().getOut();
        to.printf(Locale.ROOT, "%s: %,d bytes%n", out, Files.size(out));
        to.flush();
        return 0;
    }

    private String format() {
        Path name = out.getFileName();
        String text = name == null ? "" : name.toString();
        if (text.endsWith(".csv")) {
            return "csv";
        }
        if (text.endsWith(".parquet")) {
            return "parquet";
        }
        throw new CommandFailure(
                out + " is neither CSV nor Parquet", "end its name with .csv or .parquet");
    }

    private String period() {
        try {
            if (month != null && from == null && to == null) {
                YearMonth of = YearMonth.parse(month);
                ZoneId in = ZoneId.of(zone);
                return range(
                        of.atDay(1).atStartOfDay(in).toInstant().toString(),
                        of.plusMonths(1).atDay(1).atStartOfDay(in).toInstant().toString());
            }
            if (month == null && from != null && to != null) {
                return range(
                        OffsetDateTime.parse(from).toInstant().toString(),
                        OffsetDateTime.parse(to).toInstant().toString());
            }
        } catch (DateTimeException e) {
            throw new CommandFailure(
                    "no such time: " + e.getMessage(),
                    "write --month 2026-10, or --from 2026-10-01T00:00:00+08:00 --to ...",
                    e);
        }
        throw new CommandFailure(
                "it is not said which time is meant", "give --month, or --from and --to");
    }

    private static String range(String from, String to) {
        return "from=" + AdminClient.escaped(from) + "&to=" + AdminClient.escaped(to);
    }
}
