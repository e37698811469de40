package io.tokengrid.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Agreement;
import io.tokengrid.rating.Audience;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.ExchangeRate;
import io.tokengrid.rating.HolidayRule;
import io.tokengrid.rating.Modifier;
import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.NamePattern;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceKeys;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.PricedAt;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Share;
import io.tokengrid.rating.Share.Basis;
import io.tokengrid.rating.Side;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.rating.TimeWindow;
import io.tokengrid.rating.WindowHours;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
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
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class PriceBookCodecTest {
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");

    /// Written by the program before rows had rules.
    @Test
    void a_book_of_plain_rows_has_the_bytes_that_it_always_had() {
        var prices =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT, new Price(800_000_000_000L),
                                TokenClass.OUTPUT, new Price(2_000_000_000_000L)));
        var book = new PriceBook(7, List.of(new PriceRow("qwen-plus", CNY, MARCH, prices, prices)));
        String list = "02" + "05" + hex("input") + "8080dd9da417" + "06" + hex("output");
        String bytes =
                "07" // version
                        + "01" // rows
                        + ("09" + hex("qwen-plus"))
                        + ("03" + hex("CNY"))
                        + ("80869c9a0d" + "00") // seconds, nanoseconds
                        + (list + "80c0a8ca9a3a")
                        + "01" // a buying price follows
                        + (list + "80c0a8ca9a3a");

        assertThat(HexFormat.of().formatHex(written(book))).isEqualTo(bytes);
        assertThat(written(read(HexFormat.of().parseHex(bytes)))).isEqualTo(written(book));
        assertThat(HexFormat.of().formatHex(written(PriceBook.EMPTY))).isEqualTo("0000");
    }

    @Test
    void every_book_is_read_as_it_was_written_and_has_the_same_bytes_again() {
        Seeds.play(
                500,
                random -> {
                    PriceBook book = anyBook(random);

                    byte[] bytes = written(book);
                    PriceBook read = read(bytes);

                    assertThat(read.version()).isEqualTo(book.version());
                    assertThat(read.rules()).isEqualTo(book.rules());
                    assertThat(read.effective()).isEqualTo(book.effective());
                    assertThat(written(read)).isEqualTo(bytes);
                    assertThat(fact(book)).isEqualTo(fact(read));
                });
    }

    @Test
    void broken_bytes_are_refused_and_nothing_else_happens() {
        Seeds.play(
                2_000,
                random -> {
                    byte[] bytes = written(anyBook(random));
                    if (random.nextBoolean()) {
                        bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
                    } else {
                        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                    }
                    try {
                        read(bytes);
                    } catch (IllegalArgumentException e) {
                        assertThat(e).hasMessageMatching("(?s).+");
                    }
                });
    }

    @Test
    void a_book_of_a_newer_form_is_refused_by_name() {
        byte[] bytes = {0, 5, 1, 0, 0};

        assertThatThrownBy(() -> read(bytes))
                .hasMessage("a price book of form 5, which a newer version wrote");
    }

    private static PriceBook anyBook(RandomGenerator random) {
        var rows = new ArrayList<PriceRow>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rows.add(anyRow("m" + i, random));
        }
        var sets = new ArrayList<ModifierSet>();
        for (int i = random.nextInt(3); i > 0; i--) {
            sets.add(anySet("s" + i, random));
        }
        var rates = new ArrayList<ExchangeRate>();
        for (String currency : List.of("USD", "EUR").subList(0, random.nextInt(3))) {
            rates.add(
                    new ExchangeRate(
                            new CurrencyCode(currency),
                            CNY,
                            new Factor(1 + random.nextLong(1_000_000_000_000L)),
                            Draw.one(random, List.of(Rounding.values())),
                            Draw.text(random, 9) + "!",
                            LocalDate.ofEpochDay(random.nextInt(30_000))));
        }
        return new PriceBook(
                1 + random.nextInt(100), new PriceRules(rows, sets, rates, anyAgreements(random)));
    }

    private static List<Agreement> anyAgreements(RandomGenerator random) {
        var agreements = new ArrayList<Agreement>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Instant from = Instant.EPOCH.plusSeconds(3_600L * random.nextInt(1_000_000));
            agreements.add(
                    new Agreement(
                            "agreement " + i,
                            new NamePattern(Draw.one(random, List.of("*", "qwen-*"))),
                            random.nextBoolean() ? Set.of() : Set.of("alpha", "beta"),
                            random.nextBoolean() ? Set.of() : Set.of("贵安"),
                            from,
                            random.nextBoolean() ? null : from.plusSeconds(3_600),
                            List.of(
                                    new Share("us", Share.Role.PLATFORM, new Basis.Weight(1)),
                                    new Share(
                                            Draw.text(random, 9),
                                            Share.Role.NETWORK,
                                            new Basis.Cost()),
                                    new Share(
                                            "office",
                                            Share.Role.TAX,
                                            new Basis.IncludedTax(
                                                    new Factor(random.nextLong(1L << 40)))))));
        }
        return agreements;
    }

    private static PriceRow anyRow(String model, RandomGenerator random) {
        Instant effective = Draw.instant(random);
        return new PriceRow(
                model,
                random.nextBoolean() ? null : Draw.text(random, 9),
                CNY,
                effective,
                random.nextBoolean() ? null : effective.plusSeconds(1 + random.nextInt(1_000_000)),
                anyTariff(random),
                random.nextBoolean()
                        ? null
                        : new PriceRow.Buying(new CurrencyCode("USD"), anyTariff(random)),
                Draw.once(random, 6));
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
        var tiers = new ArrayList<ServiceTierPrices>();
        for (ServiceTier tier : ServiceTier.values()) {
            if (random.nextInt(3) == 0) {
                tiers.add(new ServiceTierPrices(tier, anyChange(random)));
            }
        }
        return new Tariff(anyTiers(random), windows, tiers);
    }

    private static WindowHours anyHours(RandomGenerator random) {
        int from = random.nextInt(86_400);
        int to = 1 + random.nextInt(86_400);
        var range = from == to ? DayRange.WHOLE_DAY : new DayRange(from, to);
        HolidayRule rule = Draw.one(random, List.of(HolidayRule.values()));
        return new WindowHours(
                ZoneId.of(Draw.one(random, List.of("Asia/Shanghai", "Europe/Berlin", "UTC"))),
                List.of(range),
                EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)), DayOfWeek.MONDAY),
                rule,
                rule == HolidayRule.IGNORE
                        ? Set.of()
                        : Set.of(LocalDate.ofEpochDay(random.nextInt(40_000))));
    }

    private static Change anyChange(RandomGenerator random) {
        return random.nextBoolean() ? anyTimes(random) : new Change.Own(anyTiers(random));
    }

    private static Change.Times anyTimes(RandomGenerator random) {
        return new Change.Times(
                new Factor(random.nextLong(Factor.ONE.parts())),
                random.nextBoolean()
                        ? PriceKeys.ALL
                        : new PriceKeys(
                                EnumSet.of(Draw.one(random, List.of(TokenClass.values()))),
                                EnumSet.of(UsageUnit.IMAGE)),
                Draw.one(random, List.of(Rounding.values())));
    }

    private static TieredPrices anyTiers(RandomGenerator random) {
        var tiers = new ArrayList<ContextTier>();
        TokenCount above = TokenCount.ZERO;
        for (int i = random.nextInt(3); i > 0; i--) {
            var upTo = new TokenCount(above.value() + 1 + random.nextInt(1_000_000));
            tiers.add(new ContextTier(above, upTo, anyList(random)));
            above = upTo;
        }
        if (tiers.isEmpty() || random.nextBoolean()) {
            tiers.add(new ContextTier(above, null, anyList(random)));
        }
        return new TieredPrices(tiers);
    }

    private static PriceList anyList(RandomGenerator random) {
        Supplier<Long> price = () -> Draw.natural(random) >> 3;
        var tokens = new EnumMap<TokenClass, Price>(TokenClass.class);
        var units = new EnumMap<UsageUnit, UnitPrice>(UsageUnit.class);
        if (random.nextInt(4) > 0) {
            tokens.put(TokenClass.INPUT, new Price(price.get()));
            tokens.put(TokenClass.REASONING, new Price(price.get()));
        } else {
            units.put(UsageUnit.SECOND, new UnitPrice(new Money(random.nextInt(99), price.get())));
        }
        return new PriceList(tokens, units);
    }

    private static ModifierSet anySet(String name, RandomGenerator random) {
        var members = new ArrayList<Modifier>();
        Side side = Draw.one(random, List.of(Side.values()));
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            Instant effective = Draw.instant(random);
            members.add(
                    new Modifier(
                            name + "-" + i,
                            Modifier.Kind.DISCOUNT,
                            side,
                            anyTimes(random),
                            new Audience(
                                    new NamePattern(Draw.one(random, List.of("*", "m*", "m1"))),
                                    random.nextBoolean() ? Set.of() : Set.of("p", "q"),
                                    random.nextBoolean() ? Set.of() : Set.of("g"),
                                    random.nextBoolean()
                                            ? Set.of()
                                            : Set.of(new OrganizationId(Draw.positive(random)))),
                            effective,
                            random.nextBoolean() ? null : effective.plusSeconds(1)));
        }
        return new ModifierSet(
                name, Draw.one(random, List.of(ModifierSet.Combine.values())), members);
    }

    @Test
    void a_publication_says_by_what_and_those_of_earlier_programs_do_not() {
        for (Publisher by : Publisher.values()) {
            var out = new BinaryWriter(16);
            FactCodec.write(new Fact.BookPublished(PriceBook.EMPTY, by, MARCH), out);
            byte[] bytes = out.toByteArray();
            var read = (Fact.BookPublished) FactCodec.read(bytes, 0, bytes.length);
            assertThat(read.by()).isEqualTo(by);
            assertThat(read.at()).isEqualTo(MARCH);
        }
        byte[] earlier = fact(PriceBook.EMPTY);
        assertThat(((Fact.BookPublished) FactCodec.read(earlier, 0, earlier.length)).by()).isNull();
    }

    private static byte[] written(PriceBook book) {
        var out = new BinaryWriter(16);
        PriceBookCodec.write(book, out);
        return out.toByteArray();
    }

    private static byte[] fact(PriceBook book) {
        var out = new BinaryWriter(16);
        FactCodec.write(new Fact.BookPublished(book, null, MARCH), out);
        byte[] bytes = out.toByteArray();
        var read = (Fact.BookPublished) FactCodec.read(bytes, 0, bytes.length);
        assertThat(read.book().rows()).isEqualTo(book.rows());
        return bytes;
    }

    private static PriceBook read(byte[] bytes) {
        return PriceBookCodec.read(new BinaryReader(bytes));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
