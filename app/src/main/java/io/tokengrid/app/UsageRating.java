package io.tokengrid.app;

import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Rater;
import io.tokengrid.units.CurrencyCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Rates the records of a file of usage by a file of prices, one after the other, and prints them
/// and their totals. Holds no more than a record and the sums at a time. For one thread.
final class UsageRating {
    private final Path prices;
    private final Show show;
    private final PrintWriter out;

    /// How the result is printed.
    ///
    /// @param json as objects
    /// @param totalsAlone without the records
    record Show(boolean json, boolean totalsAlone) {}

    UsageRating(Path prices, Show show, PrintWriter out) {
        this.prices = prices;
        this.show = show;
        this.out = out;
    }

    /// Throws [ConfigException] for prices and [CommandFailure] for usage that cannot be used.
    void rate(Path usage) throws IOException {
        PriceBook book = new PriceBook(1, PriceFile.read(prices));
        var totals = new RatedTotals(book);
        try (UsageFile file = UsageFile.open(usage)) {
            for (var next = file.next(); next.isPresent(); next = file.next()) {
                rate(next.get(), file, book, totals);
            }
        }
        print(totals.all());
    }

    private void rate(UsageRecord record, UsageFile file, PriceBook book, RatedTotals totals) {
        CallFacts call = record.in(currency(record, file, book));
        EffectivePrices chosen = book.sell(call);
        if (chosen == null) {
            throw file.wrong(
                    "no price for " + record.call().model() + " " + missing(call, book),
                    "add a row to " + prices + " or correct the record");
        }
        totals.add(chosen, record.usage(), record.units());
        if (!show.totalsAlone()) {
            var charge = Rater.rate(chosen.prices(), record.usage(), record.units());
            var rated = new RatedRecord(file.line(), record.id(), call, chosen, charge);
            out.print(show.json() ? rated.json() + "\n" : rated.text() + "\n");
        }
    }

    /// The record's own, else the one that all rows of its model have.
    private static CurrencyCode currency(UsageRecord record, UsageFile file, PriceBook book) {
        @Nullable CurrencyCode own = record.currency();
        if (own != null) {
            return own;
        }
        String model = record.call().model();
        List<CurrencyCode> all = book.currencies(model);
        if (all.isEmpty()) {
            List<String> known = book.rows().stream().map(PriceRow::model).distinct().toList();
            throw file.wrong("no price for " + model, Nearest.question(model, known));
        }
        if (all.size() > 1) {
            throw file.wrong(
                    model
                            + " has prices in "
                            + all.stream()
                                    .map(CurrencyCode::code)
                                    .collect(Collectors.joining(" and ")),
                    "say which in the field currency");
        }
        return all.getFirst();
    }

    private static String missing(CallFacts call, PriceBook book) {
        CurrencyCode currency = call.customer().currency();
        PriceRow row =
                book.rowAt(call.model(), call.provider(), currency, call.moments().admitted());
        if (row == null) {
            return "in " + currency + " at " + call.moments().admitted();
        }
        return row.sell() == null
                ? "by a margin for this customer"
                : "with a prompt of " + call.promptTokens() + " tokens";
    }

    private void print(List<RatedTotals.Total> totals) {
        if (show.json()) {
            ObjectNode all = JsonMapper.shared().createObjectNode();
            ArrayNode list = all.putArray("totals");
            totals.forEach(total ->
                    list.addObject()
                            .put("model", total.model())
                            .put("currency", total.currency().code())
                            .put("records", total.records())
                            .put("priceMissing", total.unpriced())
                            .put("exact", total.exact().toString())
                            .put("rounded", total.rounded()));
            out.println(all);
            return;
        }
        totals.forEach(total ->
                out.println(
                        "total "
                                + total.model()
                                + " "
                                + total.currency()
                                + " "
                                + total.exact()
                                + ", rounded "
                                + total.rounded()
                                + ", records "
                                + total.records()
                                + (total.unpriced() == 0
                                        ? ""
                                        : ", quantities without a price " + total.unpriced())));
    }
}
