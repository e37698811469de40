package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Rows and modifiers as people write them in configuration, files of prices and JSON: trees whose
/// nodes are [Map]s by name and [List]s, and whose leaves are texts. What holds by default is left
/// out. `docs/reference/configuration.md` says what the names mean.
public final class PriceNotation {
    private PriceNotation() {}

    /// All of a book: `prices` and, if there are any, `price-modifiers`, `exchange-rates` and
    /// `value-chain`.
    public static Map<String, Object> of(PriceRules rules) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("prices", rules.rows().stream().map(PriceNotation::of).toList());
        if (!rules.modifiers().isEmpty()) {
            tree.put("price-modifiers", rules.modifiers().stream().map(PriceNotation::of).toList());
        }
        if (!rules.exchangeRates().isEmpty()) {
            tree.put(
                    "exchange-rates",
                    rules.exchangeRates().stream().map(PriceNotation::of).toList());
        }
        if (!rules.agreements().isEmpty()) {
            tree.put("value-chain", rules.agreements().stream().map(PriceNotation::of).toList());
        }
        return tree;
    }

    /// An entry of `prices`.
    public static Map<String, Object> of(PriceRow row) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("model", row.model());
        if (row.provider() != null) {
            tree.put("provider", row.provider());
        }
        tree.put("currency", row.currency().code());
        tree.put("effective", row.effective().toString());
        if (row.until() != null) {
            tree.put("until", row.until().toString());
        }
        if (row.backdate()) {
            tree.put("backdate", "true");
        }
        if (row.sell() != null) {
            put("", row.sell(), tree);
        }
        if (row.buy() != null) {
            if (!row.buy().currency().equals(row.currency())) {
                tree.put("buy-currency", row.buy().currency().code());
            }
            put("buy-", row.buy().tariff(), tree);
        }
        return tree;
    }

    /// An entry of `price-modifiers`.
    public static Map<String, Object> of(ModifierSet set) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", set.name());
        if (set.combine() != ModifierSet.Combine.STACK) {
            tree.put("combine", set.combine().key());
        }
        tree.put("members", set.members().stream().map(PriceNotation::of).toList());
        return tree;
    }

    /// An entry of `exchange-rates`.
    public static Map<String, Object> of(ExchangeRate rate) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("from", rate.from().code());
        tree.put("to", rate.to().code());
        tree.put("rate", rate.rate().toString());
        if (rate.rounding() != null) {
            tree.put("round", rate.rounding().key());
        }
        tree.put("source", rate.source());
        tree.put("as-of", rate.asOf().toString());
        return tree;
    }

    /// An entry of `value-chain`.
    public static Map<String, Object> of(Agreement agreement) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", agreement.name());
        if (!agreement.models().equals(NamePattern.ANY)) {
            tree.put("models", agreement.models().text());
        }
        putNames("providers", agreement.providers(), tree);
        putNames("sites", agreement.sites(), tree);
        tree.put("effective", agreement.effective().toString());
        if (agreement.until() != null) {
            tree.put("until", agreement.until().toString());
        }
        tree.put("shares", agreement.shares().stream().map(PriceNotation::share).toList());
        return tree;
    }

    private static Map<String, Object> share(Share share) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("party", share.party());
        tree.put("role", share.role().key());
        switch (share.basis()) {
            case Share.Basis.IncludedTax(var rate) -> tree.put("rate", rate.toString());
            case Share.Basis.Cost() -> tree.put("cost", "true");
            case Share.Basis.Weight(int weight) -> tree.put("weight", Integer.toString(weight));
        }
        return tree;
    }

    /// A member of a set of modifiers.
    static Map<String, Object> of(Modifier modifier) {
        var tree = new LinkedHashMap<String, Object>();
        tree.put("name", modifier.name());
        tree.put("kind", modifier.kind().key());
        if (modifier.side() != Side.SELL) {
            tree.put("side", modifier.side().key());
        }
        put(modifier.by(), tree);
        Audience audience = modifier.audience();
        if (!audience.models().equals(NamePattern.ANY)) {
            tree.put("models", audience.models().text());
        }
        putNames("providers", audience.providers(), tree);
        putNames("groups", audience.groups(), tree);
        putNames("organizations", audience.organizations(), tree);
        tree.put("effective", modifier.effective().toString());
        if (modifier.until() != null) {
            tree.put("until", modifier.until().toString());
        }
        return tree;
    }

    private static void put(String prefix, Tariff tariff, Map<String, Object> tree) {
        put(prefix, tariff.prices(), tree);
        if (!tariff.windows().isEmpty()) {
            tree.put(
                    prefix + "windows",
                    tariff.windows().stream().map(PriceNotation::window).toList());
        }
        if (!tariff.serviceTiers().isEmpty()) {
            var services = new LinkedHashMap<String, Object>();
            for (ServiceTierPrices service : tariff.serviceTiers()) {
                var one = new LinkedHashMap<String, Object>();
                put(service.change(), one);
                services.put(service.tier().key(), one);
            }
            tree.put(prefix + "service-tiers", services);
        }
    }

    private static void put(String prefix, TieredPrices prices, Map<String, Object> tree) {
        if (prices.flat()) {
            put(prefix, prices.tiers().getFirst().prices(), tree);
            return;
        }
        var tiers = new ArrayList<Map<String, Object>>();
        for (ContextTier tier : prices.tiers()) {
            var one = new LinkedHashMap<String, Object>();
            if (tier.upTo() != null) {
                one.put("up-to", tier.upTo().toString());
            }
            put("", tier.prices(), one);
            tiers.add(one);
        }
        tree.put(prefix + "context-tiers", tiers);
    }

    private static void put(String prefix, PriceList prices, Map<String, Object> tree) {
        var tokens = new LinkedHashMap<String, Object>();
        prices.published()
                .forEach((tokenClass, price) -> tokens.put(tokenClass.key(), price.toString()));
        if (!tokens.isEmpty()) {
            tree.put(prefix + "per-million", tokens);
        }
        var units = new LinkedHashMap<String, Object>();
        prices.publishedUnits().forEach((unit, price) -> units.put(unit.key(), price.toString()));
        if (!units.isEmpty()) {
            tree.put(prefix + "per-unit", units);
        }
    }

    private static void put(Change change, Map<String, Object> tree) {
        switch (change) {
            case Change.Own own -> put("", own.prices(), tree);
            case Change.Times times -> {
                tree.put("times", times.factor().toString());
                if (!times.prices().all()) {
                    tree.put("only", keys(times.prices()));
                }
                if (times.rounding() != null) {
                    tree.put("round", times.rounding().key());
                }
            }
        }
    }

    private static List<String> keys(PriceKeys keys) {
        return Stream.concat(
                        keys.classes().stream().map(TokenClass::key),
                        keys.units().stream().map(UsageUnit::key))
                .toList();
    }

    private static Map<String, Object> window(TimeWindow window) {
        var tree = new LinkedHashMap<String, Object>();
        WindowHours hours = window.hours();
        tree.put("name", window.name());
        tree.put("zone", hours.zone().getId());
        if (!hours.ranges().equals(List.of(DayRange.WHOLE_DAY))) {
            tree.put("hours", hours.ranges().stream().map(DayRange::toString).toList());
        }
        if (!hours.days().equals(EnumSet.allOf(DayOfWeek.class))) {
            tree.put("days", days(hours.days()));
        }
        List<String> holidays = hours.holidays().stream().map(LocalDate::toString).toList();
        switch (hours.rule()) {
            case IGNORE -> {}
            case EXCEPT -> tree.put("except", holidays);
            case ON -> tree.put("also", holidays);
        }
        if (window.at() != PricedAt.ADMISSION) {
            tree.put("at", window.at().key());
        }
        put(window.change(), tree);
        return tree;
    }

    /// Runs of more than two days as a range, such as `mon-fri`.
    private static List<String> days(Set<DayOfWeek> days) {
        var written = new ArrayList<String>();
        DayOfWeek[] all = DayOfWeek.values();
        for (int first = 0; first < all.length; first++) {
            int end = first;
            while (end < all.length && days.contains(all[end])) {
                end++;
            }
            if (end - first > 2) {
                written.add(name(all[first]) + "-" + name(all[end - 1]));
            } else {
                Arrays.stream(all, first, end).map(PriceNotation::name).forEach(written::add);
            }
            first = Math.max(first, end - 1);
        }
        return written;
    }

    private static String name(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private static void putNames(String key, Set<?> names, Map<String, Object> tree) {
        if (!names.isEmpty()) {
            tree.put(key, names.stream().map(Object::toString).toList());
        }
    }
}
