package io.tokengrid.app.prices;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads LiteLLM's `model_prices_and_context_window.json`: an object of entries by model, prices in
/// US dollars per token.
///
/// What its names mean is from the entry `sample_spec` of the file and from LiteLLM's documentation
/// ("Add Model Pricing & Context Window", read in November 2026): `_above_Nk_tokens` holds for a
/// call whose input exceeds N thousand tokens, `_priority`, `_flex` and `_batches` for that service
/// tier, and a price that a tier does not name is the one without it.
public final class LitellmPrices {
    private static final CurrencyCode USD = new CurrencyCode("USD");
    private static final Map<String, TokenClass> CLASSES =
            Map.ofEntries(
                    Map.entry("input_cost_per_token", TokenClass.INPUT),
                    Map.entry("output_cost_per_token", TokenClass.OUTPUT),
                    Map.entry("cache_read_input_token_cost", TokenClass.CACHED_INPUT),
                    Map.entry("input_cost_per_token_cache_hit", TokenClass.CACHED_INPUT),
                    Map.entry("cache_creation_input_token_cost", TokenClass.CACHE_WRITE),
                    Map.entry(
                            "cache_creation_input_token_cost_above_1hr", TokenClass.CACHE_WRITE_1H),
                    Map.entry("output_cost_per_reasoning_token", TokenClass.REASONING),
                    Map.entry("input_cost_per_audio_token", TokenClass.AUDIO_INPUT),
                    Map.entry("output_cost_per_audio_token", TokenClass.AUDIO_OUTPUT),
                    Map.entry("input_cost_per_image_token", TokenClass.IMAGE_INPUT),
                    Map.entry("output_cost_per_image_token", TokenClass.IMAGE_OUTPUT),
                    Map.entry("input_cost_per_video_token", TokenClass.VIDEO_INPUT));
    private static final Map<String, ServiceTier> TIERS =
            Map.of(
                    "_priority",
                    ServiceTier.PRIORITY,
                    "_flex",
                    ServiceTier.FLEX,
                    "_batches",
                    ServiceTier.BATCH);
    private static final Pattern CONDITIONAL =
            Pattern.compile("(.+?)(?:_above_([0-9]{1,6})k_tokens)?(_priority|_flex|_batches)?");
    private static final Pattern PRICE = Pattern.compile("cost|uplift_multiplier");

    /// A price in Databricks' own unit beside the one in dollars.
    private static final String DATABRICKS_UNIT = "_dbu_cost_";

    private static final List<String> NO_MODELS =
            List.of("sample_spec", "fallback_generalizations");

    private final String source;

    private LitellmPrices(String source) {
        this.source = source;
    }

    /// Reads a whole file.
    ///
    /// @param file its name for messages
    /// @param source what to call it in each price, such as `litellm@2026-08-01`
    /// @throws UnreadablePrices if it is no JSON object, or beyond every bound
    public static Imported read(String file, InputStream in, String source) {
        Located.Fields entries = JsonFile.read(file, in);
        var reader = new LitellmPrices(source);
        var prices = new ArrayList<ListPrice>();
        var skipped = new ArrayList<Skipped>();
        entries.values()
                .forEach((name, value) -> {
                    if (NO_MODELS.contains(name)) {
                        return;
                    }
                    try {
                        prices.add(reader.entry(name, value));
                    } catch (NoPrice none) {
                        skipped.add(new Skipped(value.line(), name, none.reason()));
                    }
                });
        for (Located.Repeated again : entries.repeated()) {
            skipped.add(
                    new Skipped(again.line(), again.name(), "stands twice; the first one is read"));
        }
        return new Imported(prices, skipped);
    }

    private ListPrice entry(String name, Located value) throws NoPrice {
        if (!(value instanceof Located.Fields entry)) {
            throw new NoPrice("is " + value.kind() + ", not an object");
        }
        if (!entry.repeated().isEmpty()) {
            throw new NoPrice("has " + entry.repeated().getFirst().name() + " twice");
        }
        var prices = new TreeMap<Condition, Map<TokenClass, Price>>();
        var leftOut = new ArrayList<String>();
        for (var field : entry.values().entrySet()) {
            if (field.getKey().equals("tiered_pricing")) {
                tiers(field.getValue(), prices);
            } else if (PRICE.matcher(field.getKey()).find()
                    && !put(field.getKey(), field.getValue(), 0, prices)
                    && !isZero(field.getValue())) {
                leftOut.add(field.getKey());
            }
        }
        Map<TokenClass, Price> base = prices.get(Condition.ALWAYS);
        String mode = text(entry, "mode");
        if (base == null) {
            throw new NoPrice(
                    leftOut.isEmpty()
                            ? "has no price"
                            : "has no price per token, only " + String.join(", ", leftOut));
        }
        refuseGaps(base, mode);
        String provider = text(entry, "litellm_provider");
        return new ListPrice(
                "litellm:" + name,
                provider,
                name.startsWith(provider + "/") ? name.substring(provider.length() + 1) : name,
                mode,
                USD,
                new Provenance(source, "", Provenance.Status.SOURCED, link(text(entry, "source"))),
                tokens(entry, "max_input_tokens"),
                tokens(entry, "max_output_tokens"),
                retires(entry),
                rates(prices),
                leftOut);
    }

    /// Takes a price over, if its name is one of a class of tokens under a condition.
    private static boolean put(
            String name, Located value, long above, Map<Condition, Map<TokenClass, Price>> prices)
            throws NoPrice {
        if (name.contains(DATABRICKS_UNIT)) {
            return true;
        }
        Matcher parts = CONDITIONAL.matcher(name);
        TokenClass tokenClass = parts.matches() ? CLASSES.get(parts.group(1)) : null;
        if (tokenClass == null) {
            return false;
        }
        if (value instanceof Located.Nothing) {
            return true;
        }
        long from = parts.group(2) == null ? above : Long.parseLong(parts.group(2)) * 1_000;
        ServiceTier tier = TIERS.getOrDefault(String.valueOf(parts.group(3)), ServiceTier.DEFAULT);
        Price price =
                ExactPrice.perMillion(name, ExactPrice.number(name, value).scaleByPowerOfTen(6));
        Price other =
                prices.computeIfAbsent(
                                Condition.of(from, tier), _ -> new EnumMap<>(TokenClass.class))
                        .putIfAbsent(tokenClass, price);
        if (other != null && !other.equals(price)) {
            throw new NoPrice(
                    "has two prices of " + tokenClass.key() + ": " + other + " and " + price);
        }
        return true;
    }

    private static boolean isZero(Located value) {
        return value instanceof Located.Nothing
                || value instanceof Located.Number(int _, BigDecimal number)
                        && number.signum() == 0;
    }

    /// `tiered_pricing`: a list of prices with the `range` of input tokens `[from, to]` for which
    /// they hold, begin not included and end included.
    private static void tiers(Located value, Map<Condition, Map<TokenClass, Price>> prices)
            throws NoPrice {
        if (!(value instanceof Located.Items(int _, List<Located> tiers))) {
            throw new NoPrice("tiered_pricing is " + value.kind() + ", not a list");
        }
        long end = 0;
        for (Located tier : tiers) {
            if (!(tier instanceof Located.Fields fields)
                    || !(fields.values().get("range") instanceof Located.Items range)
                    || range.values().size() != 2) {
                throw new NoPrice("tiered_pricing has an entry without a range of two numbers");
            }
            long from = tokens(range.values().get(0));
            if (from != end) {
                throw new NoPrice(
                        "tiered_pricing goes on at " + from + " where it ended at " + end);
            }
            end = tokens(range.values().get(1));
            if (end <= from) {
                throw new NoPrice("tiered_pricing has a range that ends at or before its begin");
            }
            for (var field : fields.values().entrySet()) {
                if (!field.getKey().equals("range")
                        && !put(field.getKey(), field.getValue(), from, prices)) {
                    throw new NoPrice(
                            "tiered_pricing has " + field.getKey() + ", which is no class");
                }
            }
        }
    }

    /// LiteLLM writes 0 both for what is free and for what it does not know.
    private static void refuseGaps(Map<TokenClass, Price> base, String mode) throws NoPrice {
        Price input = base.get(TokenClass.INPUT);
        if (input == null) {
            throw new NoPrice("has no price of input");
        }
        Price output = base.get(TokenClass.OUTPUT);
        if (base.values().stream().allMatch(Price.FREE::equals)) {
            throw new NoPrice("has only prices of 0, which also stand for unknown");
        }
        boolean writes =
                mode.equals("chat") || mode.equals("completion") || mode.equals("responses");
        if (writes && (output == null || output.equals(Price.FREE))) {
            throw new NoPrice("has no price of output");
        }
    }

    /// Each condition's prices, completed by those that hold without its service tier or range. A
    /// service tier of which nothing is said for long inputs, where the default one has a price of
    /// their own, ends there.
    private static List<Rates> rates(SortedMap<Condition, Map<TokenClass, Price>> prices) {
        var rates = new ArrayList<Rates>();
        prices.forEach((condition, own) -> {
            var all = new EnumMap<TokenClass, Price>(TokenClass.class);
            Stream.of(
                            Condition.ALWAYS,
                            Condition.of(condition.above(), ServiceTier.DEFAULT),
                            Condition.of(0, condition.tier()),
                            condition)
                    .forEach(wider -> all.putAll(prices.getOrDefault(wider, Map.of())));
            Condition stated =
                    prices
                            .tailMap(Condition.of(condition.above() + 1, ServiceTier.DEFAULT))
                            .keySet()
                            .stream()
                            .filter(range -> range.tier() == ServiceTier.DEFAULT)
                            .map(range -> Condition.of(range.above(), condition.tier()))
                            .findFirst()
                            .filter(next -> !prices.containsKey(next))
                            .map(next -> condition.upTo(next.above()))
                            .orElse(condition);
            rates.add(new Rates(stated, all));
        });
        return rates;
    }

    private static String text(Located.Fields entry, String name) {
        return entry.values().get(name) instanceof Located.Text(int _, String text) ? text : "";
    }

    private static String link(String text) {
        return text.matches("https?://\\S{1,300}") ? text : "";
    }

    private static Optional<Long> tokens(Located.Fields entry, String name) throws NoPrice {
        Located value = entry.values().get(name);
        return value instanceof Located.Number ? Optional.of(tokens(value)) : Optional.empty();
    }

    private static long tokens(Located value) throws NoPrice {
        try {
            long tokens = ExactPrice.number("a number of tokens", value).longValueExact();
            if (tokens >= 0) {
                return tokens;
            }
        } catch (ArithmeticException e) {
            throw new NoPrice("has a number of tokens that is not whole");
        }
        throw new NoPrice("has a negative number of tokens");
    }

    private static Optional<LocalDate> retires(Located.Fields entry) throws NoPrice {
        String date = text(entry, "deprecation_date");
        try {
            return date.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(date));
        } catch (DateTimeException e) {
            throw new NoPrice("has a deprecation_date that is no date: " + date);
        }
    }
}
