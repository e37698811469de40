package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import java.math.BigDecimal;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RaterTest {
    /// Published bills; the sources are named in the comments.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Flexprice's documentation of AI costs
                "input 15, output 60, cached-input 7.50"
                        + "| input 5000000, output 2000000, cached-input 1000000 | 202.50",
                // FOCUS, example of token caching
                "input 3, cache-write 3.75, cached-input .30, output 15"
                        + "| input 500000, cache-write 2000000, cached-input 8000000,"
                        + " output 1500000 | 33.90",
                // LiteLLM issue 6215: 2,006 prompt tokens, of which 1,920 cached
                "input 2.50, cached-input 1.25, output 10"
                        + "| input 86, cached-input 1920, output 300 | 0.005615",
                // LiteLLM issue 14849: a prompt of 262,960 tokens, of which 257,955 cached
                "input 2.50, cached-input .625, output 15"
                        + "| input 5005, cached-input 257955, output 1744 | 0.199894375",
                // Google AI forum: 10,000 thoughts besides 1,000 tokens of answer
                "input 1.25, cached-input .125, output 10"
                        + "| input 1500, cached-input 10000, output 1000, reasoning 10000"
                        + "| 0.113125",
                // three FOCUS rows: .006 + .0024 + .0075
                "input 3, cached-input .30, output 15"
                        + "| input 2000, cached-input 8000, output 500 | 0.0159",
            })
    void a_published_bill_is_reproduced(String prices, String usage, String total) {
        PriceList list = Prices.list(prices.replace(" .", " 0."));

        assertThat(Rater.rate(list, Prices.usage(usage)).total()).hasToString(total);
        assertThat(Rater.total(list, Prices.usage(usage))).hasToString(total);
    }

    /// Exactness A1: the smallest price and the largest call.
    @ParameterizedTest
    @CsvSource({
        "0.000000000001, 1, 0.000000000000000001",
        "0.000000000001, 1000000, 0.000000000001",
        "9223372, 9007199254740992, 83076749404598932.865024",
    })
    void a_charge_is_exact_at_both_ends(String price, long tokens, String total) {
        Usage usage = Usage.ofText(UsageSource.REPORTED, new TokenCount(tokens), TokenCount.ZERO);

        Money exact = Rater.rate(Prices.list("input " + price), usage).total();

        assertThat(exact.toBigDecimal())
                .isEqualByComparingTo(
                        new BigDecimal(price)
                                .multiply(BigDecimal.valueOf(tokens))
                                .movePointLeft(6));
        assertThat(exact).hasToString(total);
    }

    @Test
    void each_line_says_whose_price_it_took() {
        Charge charge =
                Rater.rate(
                        Prices.list("input 2, output 8"),
                        Prices.usage("input 10, cache-write-1h 20, reasoning 5"));

        assertThat(charge.lines())
                .containsExactly(
                        line(TokenClass.INPUT, 10, "2", TokenClass.INPUT, "0.00002"),
                        line(TokenClass.CACHE_WRITE_1H, 20, "2", TokenClass.INPUT, "0.00004"),
                        line(TokenClass.REASONING, 5, "8", TokenClass.OUTPUT, "0.00004"));
        assertThat(charge.unpriced()).isEmpty();
    }

    /// Exactness A5: usage without a row stays on the call and is not charged as if it were free.
    @Test
    void tokens_without_a_price_are_named_and_not_charged() {
        Charge charge =
                Rater.rate(Prices.list("input 2"), Prices.usage("input 10, output 3, reasoning 4"));

        assertThat(charge.total()).hasToString("0.00002");
        assertThat(charge.unpriced())
                .containsExactly(
                        new Charge.Unpriced(TokenClass.OUTPUT, new TokenCount(3)),
                        new Charge.Unpriced(TokenClass.REASONING, new TokenCount(4)));
    }

    @Test
    void free_tokens_have_a_line_and_no_tokens_have_none() {
        Charge charge = Rater.rate(Prices.list("input 0"), Prices.usage("input 10"));

        assertThat(charge.lines()).hasSize(1);
        assertThat(charge.total()).isEqualTo(Money.ZERO);
        assertThat(Rater.rate(Prices.list("input 5"), Prices.usage("input 0")).lines()).isEmpty();
    }

    @Test
    void a_charge_beyond_128_bits_is_no_charge() {
        PriceList dearest = new PriceList(Map.of(TokenClass.INPUT, new Price(Long.MAX_VALUE)));
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, Long.MAX_VALUE)
                        .count(TokenClass.CACHED_INPUT, Long.MAX_VALUE)
                        .count(TokenClass.CACHE_WRITE, Long.MAX_VALUE)
                        .build();

        assertThatThrownBy(() -> Rater.rate(dearest, usage))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void charges_are_those_of_decimal_arithmetic() {
        Seeds.play(5_000, RaterTest::compareWithDecimals);
    }

    private static void compareWithDecimals(RandomGenerator random) {
        PriceList prices = Prices.anyList(random);
        Usage usage = Prices.anyUsage(random);
        BigDecimal expected = BigDecimal.ZERO;
        for (TokenClass tokenClass : TokenClass.values()) {
            BigDecimal perMillion = perMillion(prices.published(), tokenClass);
            if (perMillion != null) {
                var tokens = BigDecimal.valueOf(usage.count(tokenClass).value());
                expected = expected.add(perMillion.multiply(tokens).movePointLeft(6));
            }
        }

        Charge charge = Rater.rate(prices, usage);

        assertThat(charge.total().toBigDecimal()).isEqualByComparingTo(expected);
        assertThat(Rater.total(prices, usage)).isEqualTo(charge.total());
        assertThat(
                        charge.lines().stream()
                                .map(Charge.ChargeLine::amount)
                                .reduce(Money.ZERO, Money::plus))
                .isEqualTo(charge.total());
        long priced = charge.lines().stream().mapToLong(line -> line.tokens().value()).sum();
        long unpriced = charge.unpriced().stream().mapToLong(none -> none.tokens().value()).sum();
        assertThat(priced + unpriced).isEqualTo(usage.total().value());
    }

    /// Exactness B1, and with it `SettledWithinHold` for usage within the bounds.
    @Test
    void no_usage_within_the_bounds_costs_more_than_the_ceiling() {
        Seeds.play(
                5_000,
                random -> {
                    PriceList prices = Prices.anyList(random);
                    Usage usage = Prices.anyUsage(random);
                    var input = new TokenCount(usage.input().value() + slack(random));
                    var output = new TokenCount(usage.output().value() + slack(random));

                    assertThat(Rater.ceiling(prices, input, output))
                            .isGreaterThanOrEqualTo(Rater.total(prices, usage));
                });
    }

    @Test
    void the_ceiling_is_reached_by_a_call_of_the_dearest_classes() {
        PriceList prices = Prices.list("input 1, cache-write-1h 2, output 4, reasoning 6");

        assertThat(Rater.ceiling(prices, new TokenCount(30), new TokenCount(70)))
                .isEqualTo(Rater.total(prices, Prices.usage("cache-write-1h 30, reasoning 70")));
    }

    @Test
    void the_largest_ceiling_fits_into_128_bits() {
        PriceList dearest =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT, new Price(Long.MAX_VALUE),
                                TokenClass.OUTPUT, new Price(Long.MAX_VALUE)));
        var most = new TokenCount(Long.MAX_VALUE);

        assertThat(Rater.ceiling(dearest, most, most).isPositive()).isTrue();
    }

    private static long slack(RandomGenerator random) {
        return random.nextBoolean() ? 0 : Draw.natural(random) >> 3;
    }

    /// Exactness A5 once more, written down independently of the code.
    private static @Nullable BigDecimal perMillion(
            Map<TokenClass, Price> published, TokenClass of) {
        TokenClass[] fallbacks =
                switch (of) {
                    case INPUT -> new TokenClass[] {TokenClass.INPUT};
                    case CACHED_INPUT, CACHE_WRITE, AUDIO_INPUT, IMAGE_INPUT, VIDEO_INPUT ->
                            new TokenClass[] {of, TokenClass.INPUT};
                    case CACHE_WRITE_1H ->
                            new TokenClass[] {of, TokenClass.CACHE_WRITE, TokenClass.INPUT};
                    case OUTPUT, REASONING, AUDIO_OUTPUT, IMAGE_OUTPUT ->
                            new TokenClass[] {of, TokenClass.OUTPUT};
                };
        for (TokenClass one : fallbacks) {
            Price price = published.get(one);
            if (price != null) {
                return new BigDecimal(price.toString());
            }
        }
        return null;
    }

    private static Charge.ChargeLine line(
            TokenClass of, long tokens, String price, TokenClass source, String amount) {
        return new Charge.ChargeLine(
                of, new TokenCount(tokens), Price.perMillion(price), source, Money.parse(amount));
    }
}
