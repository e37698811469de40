package io.tokengrid.app.prices;

import io.tokengrid.app.prices.Provenance.Status;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `prices_cn_providers.csv`, from which the catalogue is made. Rows that are from LiteLLM
/// are left aside: its own file is read.
final class ProviderTable {
    private static final Pattern FIELD = Pattern.compile("\\G(?:\"([^\"]*)\"|([^,]*)),");
    private static final Pattern HOURS =
            Pattern.compile("(peak|off-peak|standard): (all but )?([0-9:,-]+) UTC\\+8");
    private static final Map<String, TokenClass> CLASSES =
            Map.of(
                    "input_per_mtok", TokenClass.INPUT,
                    "cached_input_per_mtok", TokenClass.CACHED_INPUT,
                    "cache_write_per_mtok", TokenClass.CACHE_WRITE,
                    "output_per_mtok", TokenClass.OUTPUT,
                    "reasoning_output_per_mtok", TokenClass.REASONING);

    private ProviderTable() {}

    private record Row(int line, Map<String, String> fields) {
        String get(String name) {
            return fields.getOrDefault(name, "");
        }

        /// `official` is what a provider itself says; other routes are those of their source.
        String id() {
            String route = get("route");
            String source = get("source").replaceFirst("@.*", "");
            String model = get("model").replaceFirst(" \\(.*", "");
            return switch (route) {
                case "official" -> "official:" + get("provider") + "/" + model;
                default -> (route.startsWith("dify:") ? route : source + ":" + route) + "/" + model;
            };
        }
    }

    static Imported read(String csv) {
        List<String> lines = csv.lines().toList();
        List<String> names = fields(lines.getFirst());
        var entries = new LinkedHashMap<String, List<Row>>();
        for (int i = 1; i < lines.size(); i++) {
            List<String> values = fields(lines.get(i));
            var fields = new LinkedHashMap<String, String>();
            for (int f = 0; f < names.size(); f++) {
                fields.put(names.get(f), values.get(f));
            }
            Row row = new Row(i + 1, fields);
            if (!row.get("source").startsWith("litellm@")) {
                entries.computeIfAbsent(row.id(), _ -> new ArrayList<>()).add(row);
            }
        }
        var prices = new ArrayList<ListPrice>();
        var skipped = new ArrayList<Skipped>();
        entries.forEach((id, rows) -> {
            if (rows.stream().anyMatch(row -> row.get("checked").contains("first tier only"))) {
                skipped.add(
                        new Skipped(
                                rows.getFirst().line(),
                                id,
                                "has a price by input length of which only the first is known"));
            } else {
                prices.add(price(id, rows));
            }
        });
        return new Imported(prices, skipped);
    }

    private static ListPrice price(String id, List<Row> rows) {
        Row first = rows.getFirst();
        String source = first.get("source");
        return new ListPrice(
                id,
                first.get("provider"),
                id.substring(id.indexOf('/') + 1),
                "",
                new CurrencyCode(first.get("currency")),
                new Provenance(
                        source,
                        first.get("checked"),
                        source.contains("margin removed") ? Status.DERIVED : Status.SOURCED,
                        ""),
                rows.stream()
                        .map(row -> row.get("tier_max_input_tokens"))
                        .reduce((_, last) -> last)
                        .filter(most -> !most.isEmpty())
                        .map(Long::valueOf),
                Optional.empty(),
                Optional.empty(),
                rows.stream().map(ProviderTable::rates).toList(),
                List.of());
    }

    private static Rates rates(Row row) {
        var perMillion = new EnumMap<TokenClass, Price>(TokenClass.class);
        CLASSES.forEach((column, tokenClass) -> {
            if (!row.get(column).isEmpty()) {
                perMillion.put(tokenClass, Price.perMillion(row.get(column)));
            }
        });
        return new Rates(
                new Condition(
                        Long.parseLong(row.get("tier_min_input_tokens")),
                        Optional.empty(),
                        ServiceTier.DEFAULT,
                        window(row.get("price_window"))),
                perMillion);
    }

    /// The hours that are named rather than all others; China has had one zone without summer time
    /// since 1992.
    private static String window(String text) {
        Matcher hours = HOURS.matcher(text);
        if (!hours.matches() || hours.group(1).equals("standard") || hours.group(2) != null) {
            return "";
        }
        return hours.group(3) + " Asia/Shanghai";
    }

    private static List<String> fields(String line) {
        return FIELD.matcher(line + ",")
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .toList();
    }
}
