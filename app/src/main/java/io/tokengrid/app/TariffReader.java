package io.tokengrid.app;

import io.tokengrid.app.prices.ListPrice;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.HolidayRule;
import io.tokengrid.rating.PriceKeys;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.rating.TimeWindow;
import io.tokengrid.rating.WindowHours;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// Reads what one payer pays by a row: prices, context tiers, windows and service tiers.
final class TariffReader {
    private final Section row;
    private final TariffOptions options;
    private final ListPrices listPrices;

    TariffReader(Section row, TariffOptions options, ListPrices listPrices) {
        this.row = row;
        this.options = options;
        this.listPrices = listPrices;
    }

    /// Empty if the row says nothing of this payer.
    Optional<Tariff> read() {
        Optional<TieredPrices> prices = prices(row, options.prefix(), options.prices());
        List<TimeWindow> windows =
                row.list(options.key("windows")).stream().map(this::window).toList();
        List<ServiceTierPrices> services = new ArrayList<>();
        row.sections(options.key("service-tiers"))
                .forEach((name, section) -> services.add(service(name, section)));
        Optional<ListPrice> listed = listPrices.find(row, options.listPrice());
        if (listed.isPresent()) {
            if (prices.isPresent() || !windows.isEmpty() || !services.isEmpty()) {
                throw row.wrong(
                        options.listPrice().key(),
                        "stands beside prices of the row's own",
                        "leave one of the two out; price-modifiers change a list price");
            }
            return listed.map(this::tariff);
        }
        if (prices.isEmpty() && (!windows.isEmpty() || !services.isEmpty())) {
            throw row.wrong(
                    options.key(windows.isEmpty() ? "service-tiers" : "windows"),
                    "changes prices that the row does not have",
                    "write " + options.key("per-million") + " in the same row");
        }
        return prices.map(found ->
                row.made(options.key("windows"), () -> new Tariff(found, windows, services)));
    }

    /// The tariff of a list price in the currency in which this payer pays.
    private Tariff tariff(ListPrice listed) {
        CurrencyCode currency = row.get(PriceOptions.CURRENCY);
        CurrencyCode paid =
                options == PriceOptions.BUY
                        ? row.find(PriceOptions.BUY_CURRENCY).orElse(currency)
                        : currency;
        if (!listed.currency().equals(paid)) {
            throw row.wrong(
                    options.listPrice().key(),
                    "is in " + listed.currency() + " and not in " + paid,
                    "look for one with ./tokengrid prices list "
                            + listed.model()
                            + " --currency "
                            + paid);
        }
        return listed.tariff();
    }

    private TimeWindow window(Section window) {
        TariffOptions.WindowOptions is = options.window();
        List<DayRange> hours = window.listOf(is.hours()).orElse(List.of(DayRange.WHOLE_DAY));
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        window.listOf(is.days())
                .orElse(List.of(EnumSet.allOf(DayOfWeek.class)))
                .forEach(days::addAll);
        List<LocalDate> except = window.listOf(is.except()).orElse(List.of());
        List<LocalDate> also = window.listOf(is.also()).orElse(List.of());
        if (!except.isEmpty() && !also.isEmpty()) {
            throw window.wrong(
                    is.also().key(),
                    "stands beside except",
                    "a window has days on which it is not or days on which it also is; write two"
                            + " windows for both");
        }
        HolidayRule rule =
                !except.isEmpty()
                        ? HolidayRule.EXCEPT
                        : also.isEmpty() ? HolidayRule.IGNORE : HolidayRule.ON;
        return new TimeWindow(
                window.get(is.name()),
                window.made(
                        is.hours().key(),
                        () ->
                                new WindowHours(
                                        window.get(is.zone()),
                                        hours,
                                        days,
                                        rule,
                                        new TreeSet<>(except.isEmpty() ? also : except))),
                window.get(is.at()),
                change(window, options.windowChange(), options.windowPrices()));
    }

    private ServiceTierPrices service(String name, Section section) {
        Map<String, ServiceTier> known = keyed(List.of(ServiceTier.values()), ServiceTier::key);
        ServiceTier tier = known.get(name);
        if (tier == null) {
            throw section.wrong("is no service tier", Nearest.question(name, known.keySet()));
        }
        return new ServiceTierPrices(
                tier, change(section, options.serviceChange(), options.servicePrices()));
    }

    /// What a window or service tier does: it multiplies, or has prices of its own.
    private static Change change(
            Section section, ChangeOptions multiplying, PriceListOptions having) {
        Optional<TieredPrices> own = prices(section, "", having);
        Optional<Change.Times> times = times(section, multiplying);
        if (own.isPresent() == times.isPresent()) {
            throw section.wrong(
                    times.isPresent()
                            ? "multiplies prices and has prices of its own"
                            : "does nothing",
                    "write either times, such as times: 0.5, or prices of its own");
        }
        return times.isPresent() ? times.get() : new Change.Own(own.orElseThrow());
    }

    /// A multiplication, where there is one.
    static Optional<Change.Times> times(Section section, ChangeOptions is) {
        Optional<List<String>> only = section.listOf(is.only());
        var times =
                section.find(is.times())
                        .map(factor ->
                                new Change.Times(
                                        factor,
                                        only.map(keys -> keys(section, is, keys))
                                                .orElse(PriceKeys.ALL),
                                        section.find(is.round()).orElse(null)));
        if (times.isEmpty() && (only.isPresent() || section.find(is.round()).isPresent())) {
            throw section.wrong(
                    only.isPresent() ? is.only().key() : is.round().key(),
                    "belongs to a multiplication",
                    "write times, such as times: 0.5");
        }
        return times;
    }

    private static PriceKeys keys(Section section, ChangeOptions is, List<String> names) {
        Map<String, TokenClass> classes = keyed(List.of(TokenClass.values()), TokenClass::key);
        Map<String, UsageUnit> units = keyed(List.of(UsageUnit.values()), UsageUnit::key);
        Set<TokenClass> ofClasses = EnumSet.noneOf(TokenClass.class);
        Set<UsageUnit> ofUnits = EnumSet.noneOf(UsageUnit.class);
        for (String name : names) {
            if (classes.containsKey(name)) {
                ofClasses.add(classes.get(name));
            } else if (units.containsKey(name)) {
                ofUnits.add(units.get(name));
            } else {
                Set<String> known = new TreeSet<>(classes.keySet());
                known.addAll(units.keySet());
                throw section.wrong(
                        is.only().key(),
                        "'" + name + "' is neither a class of tokens nor a unit",
                        Nearest.question(name, known));
            }
        }
        return section.made(is.only().key(), () -> new PriceKeys(ofClasses, ofUnits));
    }

    /// Prices by length of the prompt, where there are any.
    private static Optional<TieredPrices> prices(
            Section section, String prefix, PriceListOptions is) {
        Optional<PriceList> all = list(section, prefix, is.perMillion(), is.perUnit());
        String key = prefix + "context-tiers";
        if (!section.has(key)) {
            return all.map(TieredPrices::of);
        }
        if (all.isPresent()) {
            throw section.wrong(
                    key,
                    "stands beside prices for prompts of every length",
                    "move " + prefix + "per-million and " + prefix + "per-unit into the tiers");
        }
        var tiers = new ArrayList<ContextTier>();
        for (Section tier : section.list(key)) {
            tiers.add(tier(tier, is, tiers));
        }
        return Optional.of(section.made(key, () -> new TieredPrices(tiers)));
    }

    private static ContextTier tier(Section tier, PriceListOptions is, List<ContextTier> before) {
        TokenCount end = TokenCount.ZERO;
        if (!before.isEmpty()) {
            end = before.getLast().upTo();
            if (end == null) {
                throw tier.wrong(
                        "can never be reached: the tier before it is for prompts of any length",
                        "write up-to in every tier but the last");
            }
        }
        TokenCount above = tier.find(is.above()).orElse(end);
        if (!above.equals(end)) {
            throw tier.wrong(
                    is.above().key(),
                    (above.compareTo(end) > 0 ? "leaves a gap" : "overlaps the tier before it")
                            + ": that one ends at "
                            + end,
                    "leave above out or write " + end);
        }
        TokenCount upTo = tier.find(is.upTo()).orElse(null);
        PriceList prices =
                list(tier, "", is.tierPerMillion(), is.tierPerUnit())
                        .orElseThrow(() ->
                                tier.wrong(
                                        "has no prices",
                                        "write per-million: { input: PRICE, output: PRICE }"));
        return tier.made(is.upTo().key(), () -> new ContextTier(above, upTo, prices));
    }

    private static Optional<PriceList> list(
            Section section, String prefix, Option<Price> perMillion, Option<UnitPrice> perUnit) {
        String million = prefix + "per-million";
        String unit = prefix + "per-unit";
        Map<TokenClass, Price> tokens =
                byKey(
                        section,
                        million,
                        perMillion,
                        keyed(List.of(TokenClass.values()), TokenClass::key),
                        "a class of tokens");
        Map<UsageUnit, UnitPrice> units =
                byKey(
                        section,
                        unit,
                        perUnit,
                        keyed(List.of(UsageUnit.values()), UsageUnit::key),
                        "a unit");
        if (tokens.isEmpty() && units.isEmpty()) {
            return Optional.empty();
        }
        if (!tokens.isEmpty() && !tokens.containsKey(TokenClass.INPUT)) {
            throw section.wrong(
                    million, "has no price of input", "write input, with \"0\" where it is free");
        }
        return Optional.of(section.made(million, () -> new PriceList(tokens, units)));
    }

    private static <K, V> Map<K, V> byKey(
            Section section, String key, Option<V> option, Map<String, K> known, String kind) {
        var prices = new LinkedHashMap<K, V>();
        section.valuesOf(key, option)
                .forEach((name, price) -> {
                    K of = known.get(name);
                    if (of == null) {
                        throw section.section(key)
                                .wrong(
                                        name,
                                        "is not " + kind,
                                        Nearest.question(name, known.keySet()));
                    }
                    prices.put(of, price);
                });
        return prices;
    }

    private static <K> Map<String, K> keyed(List<K> all, Function<K, String> key) {
        var known = new LinkedHashMap<String, K>();
        all.forEach(one -> known.put(key.apply(one), one));
        return known;
    }
}
