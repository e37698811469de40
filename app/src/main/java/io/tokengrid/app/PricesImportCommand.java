package io.tokengrid.app;

import io.tokengrid.app.prices.Imported;
import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.app.prices.PriceFormat;
import io.tokengrid.app.prices.Skipped;
import io.tokengrid.rating.PriceNotation;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tokengrid prices import`: prices of another program as rows of a configuration. What does not
/// fit is listed on standard error, by file, line, entry and reason, and nothing is rounded.
@Command(
        name = "import",
        description = {
            "Takes prices over from another program: prints them as rows to paste under prices, or",
            "writes a file to name under price-files. What cannot be taken over is listed with its",
            "line and reason on standard error."
        },
        mixinStandardHelpOptions = true)
final class PricesImportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The file; gzipped or not.")
    private Path file = Path.of("");

    @Option(
            names = "--format",
            required = true,
            paramLabel = "FORMAT",
            description = "litellm, one-api or new-api.")
    private String format = "";

    @Option(
            names = "--effective",
            required = true,
            paramLabel = "TIME",
            description = "From when the rows hold, such as 2027-01-01T00:00:00+08:00.")
    private String effective = "";

    @Option(
            names = "--only",
            paramLabel = "WORD",
            description = "Only entries whose name contains this; repeated, all of them.")
    private List<String> only = List.of();

    @Option(names = "--provider", paramLabel = "NAME", description = "The rows' provider.")
    private @Nullable String provider;

    @Option(names = "--buy", description = "They are what we pay, not what customers pay.")
    private boolean buy;

    @Option(names = "--out", paramLabel = "FILE", description = "Write a file of prices.")
    private @Nullable Path target;

    @Mixin private PriceFileChoice files = new PriceFileChoice();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        PriceFormat of = PriceFileChoice.format(format);
        Instant from = from();
        Imported imported = files.read(file, of);
        var rows = new ArrayList<String>();
        var skipped = new ArrayList<Skipped>();
        var taken = new HashMap<String, String>();
        for (ListPrice price : imported.prices()) {
            if (!isWanted(price.id())) {
                continue;
            }
            String first = taken.putIfAbsent(price.model(), price.id());
            if (first == null) {
                rows.add(row(price, from));
            } else {
                skipped.add(new Skipped(0, price.id(), "is the same model as " + first));
            }
        }
        imported.skipped().stream().filter(each -> isWanted(each.entry())).forEach(skipped::add);
        report(skipped, rows.size());
        if (rows.isEmpty()) {
            throw new CommandFailure(
                    file
                            + " has no price that can be taken over"
                            + (only.isEmpty() ? "" : " by --only"),
                    "the lines above say why; ./tokengrid prices import --help has more");
        }
        write("prices:\n" + String.join("", rows));
        return 0;
    }

    private Instant from() {
        try {
            return Kind.instant().parser().apply(effective);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new CommandFailure(
                    "--effective '" + effective + "' is not " + Kind.instant().allowed(),
                    "write the time with its zone",
                    e);
        }
    }

    private boolean isWanted(String name) {
        String small = name.toLowerCase(Locale.ROOT);
        return only.stream().allMatch(word -> small.contains(word.toLowerCase(Locale.ROOT)));
    }

    private void report(List<Skipped> skipped, int rows) {
        PrintWriter err = spec.commandLine().getErr();
        for (Skipped each : skipped) {
            err.println(
                    file
                            + (each.line() > 0 ? ":" + each.line() : "")
                            + ": "
                            + each.entry()
                            + ": "
                            + each.reason());
        }
        err.println(rows + " taken over, " + skipped.size() + " skipped");
        err.flush();
    }

    private String row(ListPrice price, Instant from) {
        PriceRow row =
                new PriceRow(
                        price.model(),
                        provider,
                        price.currency(),
                        from,
                        null,
                        buy ? null : price.tariff(),
                        buy ? new PriceRow.Buying(price.currency(), price.tariff()) : null);
        String head = "  # %s (%s)%n".formatted(price.id(), price.provenance());
        String left =
                price.leftOut().isEmpty()
                        ? ""
                        : "  # left out: %s%n".formatted(String.join(", ", price.leftOut()));
        return head + left + PriceText.entry(PriceNotation.of(row)).indent(2);
    }

    private void write(String yaml) throws IOException {
        if (target == null) {
            spec.commandLine().getOut().print(yaml);
            spec.commandLine().getOut().flush();
            return;
        }
        if (Files.exists(target)) {
            throw new CommandFailure(target + " is there already", "name another file");
        }
        Files.writeString(target, yaml);
    }
}
