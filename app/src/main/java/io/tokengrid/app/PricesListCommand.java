package io.tokengrid.app;

import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.app.prices.PriceCatalogue;
import io.tokengrid.app.prices.PriceJson;
import io.tokengrid.app.prices.Skipped;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tokengrid prices list`: the list prices that come with the program, a line each.
@Command(
        name = "list",
        description = "Lists the prices that come with the program, per million tokens.",
        mixinStandardHelpOptions = true)
final class PricesListCommand implements Callable<Integer> {
    private static final String ROW = "%-60s %-8s %12s %12s %12s  %-14s %s%n";

    @Parameters(
            arity = "0..*",
            paramLabel = "WORD",
            description = "Only those whose id contains every word, such as qwen-plus dashscope.")
    private List<String> words = List.of();

    @Option(names = "--currency", paramLabel = "CODE", description = "Only those in a currency.")
    private @Nullable String currency;

    @Option(names = "--skipped", description = "List what could not be taken over, and why.")
    private boolean skipped;

    @Option(names = "--json", description = "Print a list of objects.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        PriceCatalogue catalogue = PriceCatalogue.builtIn();
        PrintWriter out = spec.commandLine().getOut();
        if (skipped) {
            List<Skipped> found = catalogue.skipped(words);
            PricesOutput.print(out, json, found, PriceJson::of, PricesListCommand::line);
        } else {
            List<ListPrice> found =
                    catalogue.search(words).stream().filter(this::isWanted).toList();
            if (!json) {
                out.printf(ROW, "ID", "CURRENCY", "INPUT", "CACHED", "OUTPUT", "ALSO BY", "SOURCE");
            }
            PricesOutput.print(out, json, found, PriceJson::of, PricesListCommand::line);
        }
        out.flush();
        return 0;
    }

    private boolean isWanted(ListPrice price) {
        return currency == null || price.currency().equals(new CurrencyCode(currency));
    }

    private static String line(ListPrice price) {
        Map<TokenClass, Price> base = price.base().perMillion();
        return ROW.formatted(
                        price.id(),
                        price.currency(),
                        Objects.toString(base.get(TokenClass.INPUT), ""),
                        Objects.toString(base.get(TokenClass.CACHED_INPUT), ""),
                        Objects.toString(base.get(TokenClass.OUTPUT), ""),
                        PricesOutput.conditions(price),
                        price.provenance())
                .stripTrailing();
    }

    private static String line(Skipped entry) {
        return entry.entry() + ": " + entry.reason();
    }
}
