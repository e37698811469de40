package io.tokengrid.rating;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.testing.Draw;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Price books for tests: small ones in words, and any that are possible.
final class Books {
    static final CurrencyCode CNY = new CurrencyCode("CNY");
    static final CurrencyCode USD = new CurrencyCode("USD");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final ZoneId BEIJING = ZoneId.of("Asia/Shanghai");

    private static final List<String> MODELS = List.of("qwen-plus", "qwen-max", "glm");
    private static final List<String> PROVIDERS = List.of("aliyun", "hub", "abroad");
    private static final List<String> GROUPS = List.of("resellers", "schools", "staff");
    private static final List<String> FACTORS =
            List.of("0", "0.5", "0.9", "0.95", "1", "0.333333333333", "0.999999999999");
    private static final List<String> ZONES =
            List.of("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
    private static final long WHOLE = 1_000_000_000_000L;

    private Books() {}

    /// Tiers such as `128000: input 1 | 256000: input 2 | input 4`.
    static TieredPrices tiers(String text) {
        var tiers = new ArrayList<ContextTier>();
        TokenCount above = TokenCount.ZERO;
        for (String tier : text.split("\\|", -1)) {
            int colon = tier.indexOf(':');
            TokenCount upTo =
                    colon < 0
                            ? null
                            : new TokenCount(Long.parseLong(tier.substring(0, colon).strip()));
            tiers.add(new ContextTier(above, upTo, Prices.list(tier.substring(colon + 1).strip())));
            above = upTo == null ? above : upTo;
        }
        return new TieredPrices(tiers);
    }

    /// A row of the model `m` for everybody, from the start of 2026 on.
    static PriceRow row(Tariff sell) {
        return new PriceRow("m", null, CNY, START, null, sell, null);
    }

    static PriceBook book(Tariff sell, ModifierSet... sets) {
        return new PriceBook(1, List.of(row(sell)), List.of(sets));
    }

    /// A window of every day in Beijing by the call's admission.
    static TimeWindow window(String name, String hours, Change change) {
        List<DayRange> ranges = Arrays.stream(hours.split(" ", -1)).map(DayRange::parse).toList();
        return new TimeWindow(name, WindowHours.daily(BEIJING, ranges), PricedAt.ADMISSION, change);
    }

    static Change.Times times(String factor) {
        return new Change.Times(Factor.parse(factor));
    }

    static Modifier discount(String name, String factor, Audience audience) {
        return modifier(name, Modifier.Kind.DISCOUNT, Side.SELL, times(factor), audience);
    }

    static Modifier modifier(
            String name, Modifier.Kind kind, Side side, Change.Times by, Audience audience) {
        return new Modifier(name, kind, side, by, audience, START, null);
    }

    static Audience group(String... groups) {
        return new Audience(NamePattern.ANY, Set.of(), Set.of(groups), Set.of());
    }

    static ModifierSet stack(Modifier... members) {
        return new ModifierSet("all", ModifierSet.Combine.STACK, List.of(members));
    }

    /// A call of `m` by a customer of some groups.
    static CallFacts call(long promptTokens, String admitted, ServiceTier tier, String... groups) {
        return new CallFacts(
                "m",
                null,
                new Customer(null, Set.of(groups), CNY),
                new TokenCount(promptTokens),
                tier,
                Moments.at(Instant.parse(admitted)));
    }

    /// What a call costs that has a price.
    static EffectivePrices sold(PriceBook book, CallFacts call) {
        EffectivePrices prices = book.sell(call);
        if (prices == null) {
            throw new AssertionError("no price for " + call);
        }
        return prices;
    }

    /// Three models with tiers, peak hours, batch prices and discounts.
    static PriceBook everything() {
        var rows = new ArrayList<PriceRow>();
        for (String model : MODELS) {
            var tariff =
                    new Tariff(
                            tiers(
                                    "128000: input 0.8, cached-input 0.16, output 2"
                                            + "| 256000: input 2.4, cached-input 0.48, output 20"
                                            + "| input 4.8, cached-input 0.96, output 48"),
                            List.of(window("peak", "09:00-12:00 14:00-18:00", times("2"))),
                            List.of(new ServiceTierPrices(ServiceTier.BATCH, times("0.5"))));
            rows.add(
                    new PriceRow(
                            model,
                            null,
                            CNY,
                            START,
                            null,
                            tariff,
                            new PriceRow.Buying(CNY, tariff)));
        }
        var discounts =
                new ModifierSet(
                        "discounts",
                        ModifierSet.Combine.BEST,
                        List.of(
                                discount("partner", "0.9", group("resellers")),
                                discount("school", "0.8", group("schools"))));
        return new PriceBook(1, rows, List.of(discounts));
    }

    /// Any call that some book may have a price for.
    static CallFacts anyCall(PriceBook book, RandomGenerator random) {
        Instant admitted = START.plusSeconds(random.nextInt(30 * 86_400));
        Instant firstByte = admitted.plusSeconds(random.nextInt(9_000));
        return new CallFacts(
                book.rows().isEmpty() ? "m" : Draw.one(random, book.rows()).model(),
                Draw.one(random, PROVIDERS),
                anyCustomer(random, CNY),
                new TokenCount(Draw.natural(random) % 400_000),
                Draw.one(random, List.of(ServiceTier.values())),
                new Moments(
                        admitted,
                        random.nextBoolean() ? null : firstByte,
                        firstByte.plusSeconds(random.nextInt(9_000))));
    }

    static Customer anyCustomer(RandomGenerator random, CurrencyCode currency) {
        var groups = new HashSet<String>();
        GROUPS.stream().filter(_ -> Draw.once(random, 3)).forEach(groups::add);
        return new Customer(
                random.nextBoolean() ? null : new OrganizationId(1 + random.nextInt(3)),
                groups,
                currency);
    }

    static List<String> anyProviders(RandomGenerator random) {
        return PROVIDERS.subList(0, 1 + random.nextInt(PROVIDERS.size()));
    }

    /// Up to four rows in force since about the start of 2026, with all kinds of rules, in CNY and
    /// USD, and up to three sets of modifiers.
    static PriceBook anyBook(RandomGenerator random) {
        var rows = new ArrayList<PriceRow>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            PriceRow row = anyRow(random);
            if (rows.stream().noneMatch(row::follows)) {
                rows.add(row);
                if (row.until() != null) {
                    rows.add(next(row, random));
                }
            }
        }
        var sets = new ArrayList<ModifierSet>();
        for (int i = random.nextInt(4); i > 0; i--) {
            sets.add(anySet("s" + i, rows, random));
        }
        return new PriceBook(1, rows, sets);
    }

    private static PriceRow next(PriceRow row, RandomGenerator random) {
        Instant end = row.until() == null ? START : row.until();
        return new PriceRow(
                row.model(),
                row.provider(),
                row.currency(),
                end.plusSeconds(random.nextInt(2) * 86_400L),
                null,
                anyTariff(random),
                new PriceRow.Buying(row.currency(), anyTariff(random)));
    }

    private static PriceRow anyRow(RandomGenerator random) {
        return new PriceRow(
                Draw.one(random, MODELS),
                random.nextBoolean() ? null : Draw.one(random, PROVIDERS),
                Draw.once(random, 6) ? USD : CNY,
                START.minusSeconds(random.nextInt(86_400)),
                random.nextBoolean() ? null : START.plusSeconds(86_400L * 10),
                anyTariff(random),
                Draw.once(random, 4)
                        ? null
                        : new PriceRow.Buying(Draw.once(random, 6) ? USD : CNY, anyTariff(random)));
    }

    private static Tariff anyTariff(RandomGenerator random) {
        var windows = new ArrayList<TimeWindow>();
        for (int i = random.nextInt(3); i > 0; i--) {
            windows.add(
                    new TimeWindow(
                            "w" + i,
                            anyHours(random),
                            Draw.one(random, List.of(PricedAt.values())),
                            anyChange(random)));
        }
        var serviceTiers = new ArrayList<ServiceTierPrices>();
        for (ServiceTier tier : ServiceTier.values()) {
            if (Draw.once(random, 3)) {
                serviceTiers.add(new ServiceTierPrices(tier, anyChange(random)));
            }
        }
        return new Tariff(anyTiers(random), windows, serviceTiers);
    }

    /// Any hours on any days, with holidays or without.
    static WindowHours anyHours(RandomGenerator random) {
        var ranges = new ArrayList<DayRange>();
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            int from = random.nextInt(48) * 1_800;
            int to = (1 + random.nextInt(48)) * 1_800;
            ranges.add(from == to ? DayRange.WHOLE_DAY : new DayRange(from, to));
        }
        EnumSet<DayOfWeek> days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
        Arrays.stream(DayOfWeek.values()).filter(_ -> random.nextBoolean()).forEach(days::add);
        HolidayRule rule = Draw.one(random, List.of(HolidayRule.values()));
        Set<LocalDate> holidays = new HashSet<>();
        for (int i = 0; rule != HolidayRule.IGNORE && i < 5; i++) {
            holidays.add(LocalDate.of(2026, 1, 1).plusDays(random.nextInt(40)));
        }
        return new WindowHours(ZoneId.of(Draw.one(random, ZONES)), ranges, days, rule, holidays);
    }

    private static Change anyChange(RandomGenerator random) {
        return random.nextBoolean() ? anyTimes(random, FACTORS) : new Change.Own(anyTiers(random));
    }

    private static Change.Times anyTimes(RandomGenerator random, List<String> factors) {
        Factor factor = Factor.parse(Draw.one(random, factors));
        return new Change.Times(
                factor,
                random.nextBoolean() ? PriceKeys.ALL : anyKeys(random),
                Draw.one(random, List.of(Rounding.values())));
    }

    private static PriceKeys anyKeys(RandomGenerator random) {
        EnumSet<TokenClass> classes = EnumSet.of(Draw.one(random, List.of(TokenClass.values())));
        Arrays.stream(TokenClass.values()).filter(_ -> Draw.once(random, 3)).forEach(classes::add);
        EnumSet<UsageUnit> units = EnumSet.noneOf(UsageUnit.class);
        Arrays.stream(UsageUnit.values()).filter(_ -> Draw.once(random, 3)).forEach(units::add);
        return new PriceKeys(classes, units);
    }

    private static TieredPrices anyTiers(RandomGenerator random) {
        var tiers = new ArrayList<ContextTier>();
        TokenCount above = TokenCount.ZERO;
        for (int i = random.nextInt(3); i > 0; i--) {
            var upTo = new TokenCount(above.value() + 1 + Draw.natural(random) % 200_000);
            tiers.add(new ContextTier(above, upTo, anyList(random)));
            above = upTo;
        }
        if (tiers.isEmpty() || !Draw.once(random, 4)) {
            tiers.add(new ContextTier(above, null, anyList(random)));
        }
        return new TieredPrices(tiers);
    }

    private static PriceList anyList(RandomGenerator random) {
        var tokens = new EnumMap<TokenClass, Price>(TokenClass.class);
        for (TokenClass tokenClass : TokenClass.values()) {
            if (tokenClass == TokenClass.INPUT || random.nextBoolean()) {
                tokens.put(
                        tokenClass,
                        new Price(
                                random.nextBoolean()
                                        ? random.nextLong(1_000_000) * WHOLE
                                        : Draw.natural(random) >> 12));
            }
        }
        var units = new EnumMap<UsageUnit, UnitPrice>(UsageUnit.class);
        for (UsageUnit unit : UsageUnit.values()) {
            if (Draw.once(random, 3)) {
                units.put(unit, new UnitPrice(new Money(random.nextInt(1_000), random.nextLong())));
            }
        }
        return new PriceList(tokens, units);
    }

    private static ModifierSet anySet(String name, List<PriceRow> rows, RandomGenerator random) {
        boolean buys =
                rows.stream()
                        .allMatch(r -> r.buy() != null && r.buy().currency().equals(r.currency()));
        Side side = Draw.once(random, 3) ? Side.BUY : Side.SELL;
        boolean margins = side == Side.SELL && buys && Draw.once(random, 3);
        var members = new ArrayList<Modifier>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            members.add(anyModifier(name + "-" + i, side, margins, random));
        }
        return new ModifierSet(
                name, Draw.one(random, List.of(ModifierSet.Combine.values())), members);
    }

    private static Modifier anyModifier(
            String name, Side side, boolean margin, RandomGenerator random) {
        Instant effective = START.plusSeconds((random.nextInt(20) - 10) * 86_400L);
        @Nullable Instant until = random.nextBoolean() ? null : effective.plusSeconds(10 * 86_400L);
        var audience =
                new Audience(
                        new NamePattern(Draw.one(random, List.of("*", "qwen-*", "glm"))),
                        random.nextBoolean() ? Set.of() : Set.of(Draw.one(random, PROVIDERS)),
                        random.nextBoolean() ? Set.of() : Set.of(Draw.one(random, GROUPS)),
                        random.nextBoolean()
                                ? Set.of()
                                : Set.of(new OrganizationId(1 + random.nextInt(3))));
        if (margin) {
            return new Modifier(
                    name,
                    Modifier.Kind.MARGIN,
                    side,
                    new Change.Times(Factor.parse("1.2"), PriceKeys.ALL, Rounding.UP),
                    audience,
                    effective,
                    until);
        }
        boolean discount = random.nextBoolean();
        return new Modifier(
                name,
                discount ? Modifier.Kind.DISCOUNT : Modifier.Kind.SURCHARGE,
                side,
                anyTimes(random, discount ? FACTORS : List.of("1", "1.06", "1.5", "2")),
                audience,
                effective,
                until);
    }
}
