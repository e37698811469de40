package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.Modifier.Kind;
import io.tokengrid.rating.ModifierSet.Combine;
import io.tokengrid.units.Factor;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Which prices a call has, and how it says why.
class PriceRulesTest {
    private static final String NIGHT = "2026-03-02T17:20:00Z"; // 01:20 in Beijing
    private static final String NOON = "2026-03-02T04:00:00Z"; // 12:00 in Beijing

    @ParameterizedTest
    @CsvSource({"0, 0.8", "1, 0.8", "128000, 0.8", "128001, 2.4", "256000, 2.4", "256001, 4.8"})
    void a_tier_has_its_upper_bound_and_not_its_lower_one(long prompt, String input) {
        var tariff =
                new Tariff(
                        Books.tiers(
                                "128000: input 0.8, output 2 | 256000: input 2.4, output 20"
                                        + "| input 4.8, output 48"),
                        List.of(),
                        List.of());

        PriceList prices = prices(tariff, Books.call(prompt, NOON, ServiceTier.DEFAULT));

        assertThat(prices.price(TokenClass.INPUT)).hasToString(input);
    }

    @Test
    void beyond_the_last_bound_there_is_no_price() {
        var tariff = new Tariff(Books.tiers("1000: input 1"), List.of(), List.of());
        PriceBook book = Books.book(tariff);

        assertThat(book.sell(Books.call(1_000, NOON, ServiceTier.DEFAULT))).isNotNull();
        assertThat(book.sell(Books.call(1_001, NOON, ServiceTier.DEFAULT))).isNull();
    }

    /// Prices are input, cached input, output and reasoning.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "default | x 0.5                          | 1 0.2 4 4",
                "flex    | x 0.5                          | 1 0.2 4 4",
                "batch   | x 0.5                          | 0.5 0.1 2 2",
                // Qwen's batch does not lower the price of cached tokens; reasoning, which has no
                // price of its own, follows output
                "batch   | x 0.5 for input output         | 0.5 0.2 2 2",
                "batch   | x 0.5 for reasoning            | 1 0.2 4 2",
                // prices of its own: without one for cached tokens those cost what input does
                "batch   | own input 0.5, output 2        | 0.5 0.5 2 2",
            })
    void a_service_tier_changes_the_prices_that_it_names(
            ServiceTierKey tier, String change, String expected) {
        var tariff =
                new Tariff(
                        Books.tiers("input 1, cached-input 0.2, output 4"),
                        List.of(),
                        List.of(new ServiceTierPrices(ServiceTier.BATCH, change(change))));

        PriceList prices = prices(tariff, Books.call(10, NOON, tier.tier()));

        assertThat(inShort(prices)).isEqualTo(expected);
    }

    /// Lets a table name a service tier as users do.
    record ServiceTierKey(ServiceTier tier) {
        ServiceTierKey(String key) {
            this(ServiceTier.of(key));
        }
    }

    private static Change change(String text) {
        if (text.startsWith("own ")) {
            return new Change.Own(Books.tiers(text.substring(4)));
        }
        String[] words = text.split(" ", -1);
        Factor factor = Factor.parse(words[1]);
        if (words.length == 2) {
            return new Change.Times(factor);
        }
        EnumSet<TokenClass> classes = EnumSet.noneOf(TokenClass.class);
        for (String key : List.of(words).subList(3, words.length)) {
            classes.add(Prices.tokenClass(key));
        }
        return new Change.Times(
                factor, new PriceKeys(classes, EnumSet.noneOf(UsageUnit.class)), null);
    }

    @Test
    void the_first_window_that_has_the_call_counts() {
        var tariff =
                new Tariff(
                        Books.tiers("input 1"),
                        List.of(
                                Books.window("noon", "12:00-13:00", Books.times("3")),
                                Books.window("day", "08:00-20:00", Books.times("2"))),
                        List.of());

        assertThat(input(tariff, "2026-03-02T03:59:00Z")).isEqualTo("2");
        assertThat(input(tariff, NOON)).isEqualTo("3");
        assertThat(input(tariff, NIGHT)).isEqualTo("1");
    }

    @ParameterizedTest
    @CsvSource({"admission, 1", "first-byte, 2", "completion, 2"})
    void a_window_says_which_instant_of_the_call_it_looks_at(String at, String expected) {
        var hours = WindowHours.daily(Books.BEIJING, List.of(DayRange.parse("09:00-12:00")));
        var window = new TimeWindow("peak", hours, PricedAt.of(at), Books.times("2"));
        var tariff = new Tariff(Books.tiers("input 1"), List.of(window), List.of());
        var call =
                new CallFacts(
                        "m",
                        null,
                        Customer.anyone(Books.CNY),
                        TokenCount.ZERO,
                        ServiceTier.DEFAULT,
                        new Moments(
                                Instant.parse("2026-03-02T00:59:59Z"),
                                Instant.parse("2026-03-02T01:00:01Z"),
                                Instant.parse("2026-03-02T01:10:00Z")));

        assertThat(prices(tariff, call).price(TokenClass.INPUT)).hasToString(expected);
    }

    @Test
    void a_batch_at_peak_hours_has_both_factors_and_own_batch_prices_have_none() {
        List<TimeWindow> windows = List.of(Books.window("peak", "09:00-18:00", Books.times("2")));
        var stacked =
                new Tariff(
                        Books.tiers("input 1"),
                        windows,
                        List.of(new ServiceTierPrices(ServiceTier.BATCH, Books.times("0.5"))));
        var fixed =
                new Tariff(
                        Books.tiers("input 1"),
                        windows,
                        List.of(
                                new ServiceTierPrices(
                                        ServiceTier.BATCH,
                                        new Change.Own(Books.tiers("input 0.3")))));
        CallFacts call = Books.call(1, NOON, ServiceTier.BATCH);

        assertThat(prices(stacked, call).price(TokenClass.INPUT)).hasToString("1");
        assertThat(prices(fixed, call).price(TokenClass.INPUT)).hasToString("0.3");
    }

    /// Two discounts, of 10 % for resellers and 20 % for schools, on a price of 100.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stack |                   | 100",
                "stack | resellers         | 90",
                "stack | resellers schools | 72",
                "best  | resellers schools | 80",
                "best  | resellers         | 90",
                "first | resellers schools | 90",
                "first | schools           | 80",
                "first | staff             | 100",
            })
    void modifiers_of_a_set_are_combined_as_it_says(
            String combine, @Nullable String groups, String expected) {
        var set =
                new ModifierSet(
                        "discounts",
                        Combine.of(combine),
                        List.of(
                                Books.discount("partner", "0.9", Books.group("resellers")),
                                Books.discount("school", "0.8", Books.group("schools"))));
        PriceBook book =
                Books.book(new Tariff(Books.tiers("input 100"), List.of(), List.of()), set);
        String[] names = groups == null ? new String[0] : groups.split(" ", -1);

        EffectivePrices prices = Books.sold(book, Books.call(1, NOON, ServiceTier.DEFAULT, names));
        assertThat(prices.prices().price(TokenClass.INPUT)).hasToString(expected);
    }

    @Test
    void two_discounts_of_ten_percent_leave_81_of_100() {
        ModifierSet set =
                Books.stack(
                        Books.discount("a", "0.9", Audience.EVERYONE),
                        Books.discount("b", "0.9", Audience.EVERYONE));
        PriceBook book =
                Books.book(new Tariff(Books.tiers("input 100"), List.of(), List.of()), set);

        EffectivePrices prices = Books.sold(book, Books.call(1, NOON, ServiceTier.DEFAULT));
        assertThat(prices.prices().price(TokenClass.INPUT)).hasToString("81");
        assertThat(book.effective()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "aliyun, 7, 2026-03-01T00:00:00Z, 50",
        "aliyun, 7, 2026-02-28T23:59:59Z, 100",
        "aliyun, 7, 2026-04-01T00:00:00Z, 100",
        "aliyun, 8, 2026-03-01T00:00:00Z, 100",
        "hub,    7, 2026-03-01T00:00:00Z, 100",
    })
    void a_modifier_is_for_whom_and_when_it_says(
            String provider, long organization, Instant admitted, String expected) {
        var modifier =
                new Modifier(
                        "deal",
                        Kind.DISCOUNT,
                        Side.SELL,
                        Books.times("0.5"),
                        new Audience(
                                new NamePattern("m*"),
                                Set.of("aliyun"),
                                Set.of(),
                                Set.of(new OrganizationId(7))),
                        Instant.parse("2026-03-01T00:00:00Z"),
                        Instant.parse("2026-04-01T00:00:00Z"));
        PriceBook book =
                Books.book(
                        new Tariff(Books.tiers("input 100"), List.of(), List.of()),
                        Books.stack(modifier));

        EffectivePrices prices =
                Books.sold(
                        book,
                        new CallFacts(
                                "m",
                                provider,
                                new Customer(new OrganizationId(organization), Set.of(), Books.CNY),
                                TokenCount.ZERO,
                                ServiceTier.DEFAULT,
                                Moments.at(admitted)));
        assertThat(prices.prices().price(TokenClass.INPUT)).hasToString(expected);
    }

    @Test
    void a_margin_makes_the_price_out_of_what_we_pay() {
        var buying =
                new PriceRow.Buying(
                        Books.CNY,
                        new Tariff(
                                Books.tiers("1000: input 1, output 5 | input 2, output 9"),
                                List.of(),
                                List.of()));
        var row = new PriceRow("m", null, Books.CNY, Books.START, null, null, buying);
        Modifier rebate =
                Books.modifier(
                        "rebate", Kind.DISCOUNT, Side.BUY, Books.times("0.5"), Audience.EVERYONE);
        Modifier margin =
                Books.modifier(
                        "margin", Kind.MARGIN, Side.SELL, Books.times("1.2"), Audience.EVERYONE);
        var book =
                new PriceBook(
                        1,
                        List.of(row),
                        List.of(
                                new ModifierSet("sold", Combine.STACK, List.of(margin)),
                                new ModifierSet("bought", Combine.STACK, List.of(rebate))));
        CallFacts call = Books.call(1_001, NOON, ServiceTier.DEFAULT);

        EffectivePrices sell = Books.sold(book, call);
        EffectivePrices buy = Objects.requireNonNull(book.buy(call));
        assertThat(buy.prices().price(TokenClass.OUTPUT)).hasToString("4.5");
        assertThat(sell.prices().price(TokenClass.OUTPUT)).hasToString("5.4");
        assertThat(sell.explain(call))
                .isEqualTo(
                        """
                        prices of m in CNY since 2026-01-01T00:00:00Z
                        tier above 1000 because the prompt has 1001 tokens
                        discount rebate x 0.5
                        margin margin x 1.2 on what we pay\
                        """);
    }

    @Test
    void a_row_without_prices_for_a_customer_refuses_the_call() {
        var buying = new PriceRow.Buying(Books.CNY, Tariff.of(Prices.list("input 1")));
        var row = new PriceRow("m", null, Books.CNY, Books.START, null, null, buying);
        Modifier margin =
                Books.modifier(
                        "cost-plus",
                        Kind.MARGIN,
                        Side.SELL,
                        Books.times("1.1"),
                        Books.group("resellers"));
        var book = new PriceBook(1, List.of(row), List.of(Books.stack(margin)));

        assertThat(book.sell(Books.call(1, NOON, ServiceTier.DEFAULT))).isNull();
        assertThat(book.sell(Books.call(1, NOON, ServiceTier.DEFAULT, "resellers"))).isNotNull();
    }

    @Test
    void a_charge_says_which_rules_made_its_prices_and_why() {
        var tariff =
                new Tariff(
                        Books.tiers("128000: input 0.8, output 2 | input 2.4, output 20"),
                        List.of(Books.window("off-peak", "00:30-08:30", Books.times("0.5"))),
                        List.of(
                                new ServiceTierPrices(
                                        ServiceTier.BATCH, change("x 0.5 for input output"))));
        Modifier partner = Books.discount("partner", "0.9", Books.group("resellers"));
        CallFacts call = Books.call(1_234, NIGHT, ServiceTier.BATCH, "resellers");

        EffectivePrices prices = Books.sold(Books.book(tariff, Books.stack(partner)), call);
        assertThat(prices.explain(call))
                .isEqualTo(
                        """
                        prices of m in CNY since 2026-01-01T00:00:00Z
                        tier up to 128000 because the prompt has 1234 tokens
                        window off-peak of Asia/Shanghai x 0.5: admitted at 2026-03-03 01:20
                        service tier batch x 0.5 for input, output
                        discount partner x 0.9 for group resellers\
                        """);
        assertThat(prices.prices().price(TokenClass.INPUT)).hasToString("0.18");
        assertThat(prices.reasons())
                .extracting(Reason::kind)
                .containsExactly("row", "context-tier", "time-window", "service-tier", "discount");
    }

    /// Exactness A2: the price is 0.000000000001.
    @ParameterizedTest
    @CsvSource({
        "half-up, 0.5, 0.000000000001",
        "half-even, 0.5, 0",
        "up, 0.1, 0.000000000001",
        "down, 0.9, 0",
    })
    void a_modifier_that_names_its_rounding_makes_the_rounded_row_the_price(
            String rounding, String factor, String expected) {
        var by = new Change.Times(Factor.parse(factor), PriceKeys.ALL, Rounding.of(rounding));
        Modifier discount = Books.modifier("d", Kind.DISCOUNT, Side.SELL, by, Audience.EVERYONE);
        PriceBook book =
                Books.book(
                        new Tariff(Books.tiers("input 0.000000000001"), List.of(), List.of()),
                        Books.stack(discount));

        assertThat(book.effective().getFirst().prices().price(TokenClass.INPUT))
                .hasToString(expected);
    }

    /// Exactness A2: also where only some customers, and only in some window, would have it.
    @Test
    void a_product_with_too_many_digits_is_refused_with_row_rule_and_price() {
        Modifier discount = Books.discount("partner", "0.5", Books.group("resellers"));
        var tariff =
                new Tariff(
                        Books.tiers("10: input 1 | input 1, output 0.000000000001"),
                        List.of(),
                        List.of());

        assertThatThrownBy(() -> Books.book(tariff, Books.stack(discount)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "model 'm' effective 2026-01-01T00:00:00Z: discount 'partner': output"
                                + " 0.000000000001 x 0.5 is no price with so many digits; name its"
                                + " rounding: half-up, half-even, up or down");
    }

    @Test
    void modifiers_whose_combinations_are_too_many_are_refused_with_advice() {
        Modifier[] many = new Modifier[21];
        for (int i = 0; i < many.length; i++) {
            many[i] = Books.discount("d" + i, "1", Books.group("g" + i));
        }
        var tariff = Tariff.of(Prices.list("input 1"));
        var chosen = new ModifierSet("one", Combine.FIRST, List.of(many));

        assertThat(Books.book(tariff, chosen).effective()).hasSize(22);
        assertThat(
                        catchThrowableOfType(
                                IllegalArgumentException.class,
                                () -> Books.book(tariff, Books.stack(many))))
                .hasMessageContaining("more than 250000 effective rows")
                .hasMessageContaining("'best' or 'first'");
    }

    @Test
    void discounts_of_single_customers_exclude_each_other() {
        Modifier[] many = new Modifier[200];
        for (int i = 0; i < many.length; i++) {
            var only =
                    new Audience(
                            NamePattern.ANY, Set.of(), Set.of(), Set.of(new OrganizationId(i + 1)));
            many[i] = Books.discount("d" + i, "0.5", only);
        }

        assertThat(Books.book(Tariff.of(Prices.list("input 1")), Books.stack(many)).effective())
                .hasSize(201);
    }

    @ParameterizedTest
    @CsvSource({
        "*, qwen-plus, true",
        "qwen-*, qwen-plus, true",
        "qwen-*, qwen-, true",
        "qwen-*, glm, false",
        "*-plus, qwen-plus, true",
        "q*n-*s, qwen-plus, true",
        "q*n-*t, qwen-plus, false",
        "qwen-plus, qwen-plus, true",
        "qwen.plus, qwen-plus, false",
        "qwen, qwen-plus, false",
    })
    void a_star_stands_for_any_characters(String pattern, String name, boolean matches) {
        assertThat(new NamePattern(pattern).matches(name)).isEqualTo(matches);
    }

    private static String input(Tariff tariff, String at) {
        return String.valueOf(
                prices(tariff, Books.call(1, at, ServiceTier.DEFAULT)).price(TokenClass.INPUT));
    }

    private static PriceList prices(Tariff tariff, CallFacts call) {
        EffectivePrices prices = Books.sold(Books.book(tariff), call);
        return prices.prices();
    }

    private static String inShort(PriceList prices) {
        return prices.price(TokenClass.INPUT)
                + " "
                + prices.price(TokenClass.CACHED_INPUT)
                + " "
                + prices.price(TokenClass.OUTPUT)
                + " "
                + prices.price(TokenClass.REASONING);
    }
}
