package io.tokengrid.app;

import io.tokengrid.app.prices.Comparison;
import io.tokengrid.app.prices.Comparison.Disagreement;
import io.tokengrid.app.prices.Comparison.Figure;
import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.app.prices.PriceCatalogue;
import io.tokengrid.app.prices.PriceJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tokengrid prices compare`: the alarm that goes off when sources disagree. Its exit status is 1
/// then, so that it can stand in a scheduled job.
@Command(
        name = "compare",
        description = {
            "Shows where two lists of prices disagree about a model of the same provider and",
            "currency. The exit status is 1 if they do.",
            "",
            "A list is the beginning of ids of the catalogue, such as litellm:dashscope/ or official:,",
            "or a file with its format, such as one-api=ratios.json."
        },
        mixinStandardHelpOptions = true)
final class PricesCompareCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "A", description = "The one list.")
    private String a = "";

    @Parameters(index = "1", paramLabel = "B", description = "The other.")
    private String b = "";

    @Option(names = "--json", description = "Print a list of objects.")
    private boolean json;

    @Mixin private PriceFileChoice files = new PriceFileChoice();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        Comparison comparison = Comparison.of(prices(a), prices(b));
        if (comparison.compared() == 0) {
            throw new CommandFailure(
                    "the two lists have no model of the same provider and currency",
                    "look at their ids with ./tokengrid prices list");
        }
        PrintWriter out = spec.commandLine().getOut();
        PricesOutput.print(
                out, json, comparison.disagreements(), PriceJson::of, PricesCompareCommand::text);
        if (!json) {
            out.printf(
                    "%d pairs of list prices compared: %s%n",
                    comparison.compared(),
                    comparison.disagreements().isEmpty()
                            ? "they agree"
                            : "%d prices of %d models differ"
                                    .formatted(
                                            comparison.disagreements().size(),
                                            comparison.models()));
        }
        out.flush();
        return comparison.disagreements().isEmpty() ? 0 : 1;
    }

    private List<ListPrice> prices(String list) {
        int equals = list.indexOf('=');
        if (equals > 0) {
            return files.read(
                            Path.of(list.substring(equals + 1)),
                            PriceFileChoice.format(list.substring(0, equals)))
                    .prices();
        }
        List<ListPrice> found = PriceCatalogue.builtIn().startingWith(list);
        if (found.isEmpty()) {
            throw new CommandFailure(
                    "no id of the catalogue begins with '" + list + "'",
                    "name a file with its format, such as litellm=FILE, or see ./tokengrid prices list");
        }
        return found;
    }

    private static String text(Disagreement found) {
        return "%s, %s per million tokens of %s, %s:%n%s%s"
                .formatted(
                        found.model(),
                        found.currency(),
                        found.tokenClass().key(),
                        found.condition(),
                        text(found.a()),
                        text(found.b()));
    }

    private static String text(Figure figure) {
        return "  %14s  %s (%s)%n"
                .formatted(figure.price(), figure.from().id(), figure.from().provenance());
    }
}
