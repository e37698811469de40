package io.tokengrid.app.prices;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Reads the ratios of one-api and new-api, in any of the forms in which those programs hand them
/// out:
///
/// - an object with `ModelRatio`, `CompletionRatio`, `GroupRatio` and so on, as objects or as texts
///   that hold objects (what their settings page shows);
/// - the answer of `/api/option/`: a list of such names and texts;
/// - the answer of new-api's `/api/ratio_config`: the same as `model_ratio` and so on;
/// - the answer of new-api's `/api/pricing`: a list of models, each with its own.
///
/// A model ratio of 1 is 0.002 US dollars per thousand tokens of input; the completion ratio
/// multiplies that for output, the cache, create-cache, image and audio ratios for those inputs,
/// the audio completion ratio the audio price for audio output, and a group's ratio all of them
/// (one-api's `relay/billing/ratio/model.go`; new-api's documentation, "Ratio Settings"; both read
/// in November 2026).
public final class RatioPrices {
    private static final String MODEL = "model_ratio";
    private static final String COMPLETION = "completion_ratio";
    private static final String FIXED = "model_price";
    private static final String EXPRESSION = "billing_expr";
    private static final String GROUP = "group_ratio";
    private static final String AUDIO = "audio_ratio";
    private static final String AUDIO_COMPLETION = "audio_completion_ratio";
    private static final Map<String, TokenClass> OF_INPUT =
            Map.of(
                    COMPLETION,
                    TokenClass.OUTPUT,
                    "cache_ratio",
                    TokenClass.CACHED_INPUT,
                    "create_cache_ratio",
                    TokenClass.CACHE_WRITE,
                    "image_ratio",
                    TokenClass.IMAGE_INPUT,
                    AUDIO,
                    TokenClass.AUDIO_INPUT);
    private static final List<String> NAMES =
            List.of(
                    MODEL,
                    COMPLETION,
                    "cache_ratio",
                    "create_cache_ratio",
                    "image_ratio",
                    AUDIO,
                    AUDIO_COMPLETION,
                    FIXED);

    private final String file;
    private final Terms terms;
    private final List<ListPrice> prices = new ArrayList<>();
    private final List<Skipped> skipped = new ArrayList<>();

    private RatioPrices(String file, Terms terms) {
        this.file = file;
        this.terms = terms;
    }

    /// What the file does not say.
    ///
    /// @param source what to call it in each price, such as `one-api`
    /// @param group whose ratio is multiplied in; none where absent
    /// @param unit what a ratio of 1 costs per million input tokens, in `currency`
    public record Terms(
            String source, Optional<String> group, BigDecimal unit, CurrencyCode currency) {
        /// The price of a ratio of 1 in both programs, in US dollars per million tokens.
        public static final BigDecimal UNIT = BigDecimal.TWO;
    }

    /// Reads a whole file.
    ///
    /// @param file its name for messages
    /// @throws UnreadablePrices if it is no JSON, has none of the forms, or not the group
    public static Imported read(String file, InputStream in, Terms terms) {
        Located.Fields root = JsonFile.read(file, in);
        var reader = new RatioPrices(file, terms);
        BigDecimal group = reader.group(root);
        if (root.values().get("data") instanceof Located.Items(int _, List<Located> models)
                && models.stream().allMatch(RatioPrices::isModel)) {
            for (Located model : models) {
                reader.model((Located.Fields) model, group);
            }
        } else {
            reader.maps(reader.tables(root), group);
        }
        return new Imported(reader.prices, reader.skipped);
    }

    private static boolean isModel(Located value) {
        return value instanceof Located.Fields fields
                && fields.values().get("model_name") instanceof Located.Text;
    }

    private void model(Located.Fields model, BigDecimal group) {
        var name = (Located.Text) model.values().get("model_name");
        if (name != null) {
            add(name.text(), model.line(), model.values(), group);
        }
    }

    /// The tables of ratios by their names in small letters.
    private Map<String, Located.Fields> tables(Located.Fields root) {
        Located data = root.values().getOrDefault("data", root);
        var named = new LinkedHashMap<String, Located>();
        switch (data) {
            case Located.Fields fields -> named.putAll(fields.values());
            case Located.Items(int _, List<Located> options) ->
                    options.forEach(option -> {
                        if (option instanceof Located.Fields(int _, var values, var _)
                                && values.get("key") instanceof Located.Text(int _, String key)) {
                            named.put(key, values.getOrDefault("value", option));
                        }
                    });
            default -> throw new UnreadablePrices(file, data.line(), "data is " + data.kind());
        }
        var tables = new TreeMap<String, Located.Fields>();
        named.forEach((name, value) -> {
            String key = name.replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
            if (NAMES.contains(key) || key.equals(GROUP)) {
                tables.put(key, table(name, value));
            }
        });
        if (!tables.containsKey(MODEL)) {
            throw new UnreadablePrices(
                    file, root.line(), "has no ModelRatio, model_ratio or list of models in data");
        }
        return tables;
    }

    private Located.Fields table(String name, Located value) {
        return switch (value) {
            case Located.Fields fields -> fields;
            case Located.Text text -> JsonFile.read(file, text);
            default ->
                    throw new UnreadablePrices(
                            file, value.line(), name + " is " + value.kind() + ", not an object");
        };
    }

    private void maps(Map<String, Located.Fields> tables, BigDecimal group) {
        tables.values()
                .forEach(table ->
                        table.repeated()
                                .forEach(again ->
                                        skipped.add(
                                                new Skipped(
                                                        again.line(),
                                                        again.name(),
                                                        "stands twice; the first one is read"))));
        var models = new LinkedHashMap<String, Map<String, Located>>();
        for (String name : List.of(MODEL, FIXED)) {
            Located.Fields table = tables.get(name);
            if (table != null) {
                table.values().keySet().forEach(model -> models.put(model, new TreeMap<>()));
            }
        }
        tables.forEach((name, table) ->
                table.values()
                        .forEach((model, ratio) -> {
                            Map<String, Located> own = models.get(model);
                            if (own != null) {
                                own.put(name, ratio);
                            }
                        }));
        models.forEach((model, ratios) ->
                add(
                        model,
                        ratios.values().stream().mapToInt(Located::line).min().orElse(1),
                        ratios,
                        group));
    }

    private BigDecimal group(Located.Fields root) {
        if (terms.group().isEmpty()) {
            return BigDecimal.ONE;
        }
        String name = terms.group().get();
        Located.Fields groups =
                root.values().get(GROUP) instanceof Located.Fields fields
                        ? fields
                        : tables(root).get(GROUP);
        if (groups != null
                && groups.values().get(name) instanceof Located.Number(int _, BigDecimal ratio)) {
            return ratio;
        }
        throw new UnreadablePrices(
                file,
                groups == null ? root.line() : groups.line(),
                groups == null
                        ? "has no GroupRatio"
                        : "has no ratio of group '"
                                + name
                                + "', only of "
                                + String.join(", ", groups.values().keySet()));
    }

    private void add(String model, int line, Map<String, Located> ratios, BigDecimal group) {
        try {
            prices.add(price(model, perMillion(model, ratios, group)));
        } catch (NoPrice none) {
            skipped.add(new Skipped(line, model, none.reason()));
        }
    }

    private Map<TokenClass, Price> perMillion(
            String model, Map<String, Located> ratios, BigDecimal group) throws NoPrice {
        if (model.isEmpty() || model.chars().anyMatch(Character::isWhitespace)) {
            throw new NoPrice("is no name of a model that can be called");
        }
        if (model.endsWith(")")) {
            throw new NoPrice("is for one type of channel, which a price row cannot say");
        }
        if (ratios.get(EXPRESSION) instanceof Located.Text(int _, String text) && !text.isEmpty()) {
            throw new NoPrice("is billed by an expression");
        }
        if (ratios.get(FIXED) instanceof Located.Number(int _, BigDecimal fixed)
                && fixed.signum() > 0) {
            throw new NoPrice("has a fixed price per call, " + fixed.toPlainString());
        }
        BigDecimal input = ratio(ratios, MODEL).multiply(terms.unit()).multiply(group);
        if (input.signum() == 0) {
            throw new NoPrice("has a ratio of 0; write \"0\" into a row if it is free");
        }
        if (!ratios.containsKey(COMPLETION)) {
            throw new NoPrice(
                    "has no completion ratio; what is taken then depends on the program's version: import its /api/pricing instead");
        }
        var perMillion = new EnumMap<TokenClass, Price>(TokenClass.class);
        perMillion.put(TokenClass.INPUT, ExactPrice.perMillion(MODEL, input));
        for (String name : NAMES) {
            TokenClass tokenClass = OF_INPUT.get(name);
            if (tokenClass != null && ratios.containsKey(name)) {
                perMillion.put(
                        tokenClass,
                        ExactPrice.perMillion(name, input.multiply(ratio(ratios, name))));
            }
        }
        if (ratios.containsKey(AUDIO) && ratios.containsKey(AUDIO_COMPLETION)) {
            perMillion.put(
                    TokenClass.AUDIO_OUTPUT,
                    ExactPrice.perMillion(
                            AUDIO_COMPLETION,
                            input.multiply(ratio(ratios, AUDIO))
                                    .multiply(ratio(ratios, AUDIO_COMPLETION))));
        }
        return perMillion;
    }

    private static BigDecimal ratio(Map<String, Located> ratios, String name) throws NoPrice {
        Located value = ratios.get(name);
        if (value == null) {
            throw new NoPrice("has no " + name);
        }
        BigDecimal ratio = ExactPrice.number(name, value);
        if (ratio.signum() < 0) {
            throw new NoPrice(name + " is negative: " + ratio.toPlainString());
        }
        return ratio;
    }

    private ListPrice price(String model, Map<TokenClass, Price> perMillion) {
        return new ListPrice(
                terms.source() + ":" + model,
                "",
                model,
                "",
                terms.currency(),
                new Provenance(terms.source(), "", Provenance.Status.DERIVED, ""),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(new Rates(Condition.ALWAYS, perMillion)),
                List.of());
    }
}
