package io.tokengrid.app;

import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.app.prices.PriceCatalogue;
import io.tokengrid.app.prices.PriceJson;
import io.tokengrid.app.prices.Rates;
import io.tokengrid.app.prices.Skipped;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tokengrid prices show`: everything that the sources say about one model.
@Command(
        name = "show",
        description = "Shows every list price of a model with its source, or one by its id.",
        mixinStandardHelpOptions = true)
final class PricesShowCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "MODEL",
            description = "A model such as qwen-plus, or an id such as dify:tongyi/qwen-plus.")
    private String model = "";

    @Option(names = "--json", description = "Print a list of objects.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PriceCatalogue catalogue = PriceCatalogue.builtIn();
        PrintWriter out = spec.commandLine().getOut();
        List<ListPrice> found = catalogue.of(model);
        if (found.isEmpty()) {
            throw unknown(catalogue);
        }
        PricesOutput.print(out, json, found, PriceJson::of, PricesShowCommand::text);
        out.flush();
        return 0;
    }

    private CommandFailure unknown(PriceCatalogue catalogue) {
        List<Skipped> skipped = catalogue.skipped(List.of(model));
        if (!skipped.isEmpty()) {
            Skipped entry = skipped.getFirst();
            return new CommandFailure(
                    "the catalogue has no price of " + entry.entry() + ": " + entry.reason(),
                    "write the price into the configuration, under prices");
        }
        List<ListPrice> near = catalogue.search(List.of(model));
        return new CommandFailure(
                "the catalogue has no model '" + model + "'",
                near.isEmpty()
                        ? "look for a part of its name with ./tokengrid prices list"
                        : "did you mean " + near.getFirst().id() + "?");
    }

    private static String text(ListPrice price) {
        var text = new StringBuilder(price.id()).append('\n');
        line(text, "source", price.provenance().toString());
        line(text, "link", price.provenance().link());
        line(text, "provider", price.provider());
        line(text, "mode", price.mode());
        price.contextWindow().ifPresent(tokens -> line(text, "context", tokens + " tokens"));
        price.maxOutput().ifPresent(tokens -> line(text, "max output", tokens + " tokens"));
        price.retires().ifPresent(day -> line(text, "retires", day.toString()));
        line(text, "left out", String.join(", ", price.leftOut()));
        line(text, "prices", price.currency() + " per million tokens");
        for (Rates rates : price.rates()) {
            line(text, "", rates.condition() + ": " + prices(rates));
        }
        return text.toString();
    }

    private static String prices(Rates rates) {
        return rates.perMillion().entrySet().stream()
                .map(each -> each.getKey().key() + " " + each.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void line(StringBuilder text, String name, String value) {
        if (!value.isEmpty()) {
            text.append("  %-10s  %s\n".formatted(name, value));
        }
    }
}
