package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Bills that others published, rated by whole price books.
class PublishedBillsTest {
    /// Prices are per million tokens, or per one of another unit; tiers are written `bound:
    /// prices`.
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiterString = "||",
            value = {
                // Flexprice, documentation of AI costs
                "Flexprice || input 15, output 60, cached-input 7.50"
                        + "|| input 5_000_000, output 2_000_000, cached-input 1_000_000 || 202.50",
                // FOCUS, example of token caching, A: cache writes have a price
                "FOCUS, cache A || input 3, cache-write 3.75, cached-input 0.30, output 15"
                        + "|| input 500_000, cache-write 2_000_000, cached-input 8_000_000,"
                        + " output 1_500_000 || 33.90",
                // FOCUS, example of token caching, B: keeping tokens has a price by the hour
                "FOCUS, cache B || input 3, cached-input 0.30, output 15, token-hour 0.000001"
                        + "|| input 2_500_000, cached-input 8_000_000, output 1_500_000,"
                        + " token-hour 6_000_000 || 38.40",
                // FOCUS, example of an API billed per token, its two rows
                "FOCUS, input || input 5, output 25 || input 8_400_000 || 42.00",
                "FOCUS, output || input 5, output 25 || output 2_100_000 || 52.50",
                // LiteLLM issue 6215: 2,006 prompt tokens, of which 1,920 cached; it charged
                // 0.010415, the cached tokens twice
                "LiteLLM 6215 || input 2.50, cached-input 1.25, output 10"
                        + "|| input 86, cached-input 1_920, output 300 || 0.005615",
                // LiteLLM issue 14849: 262,960 prompt tokens, of which 257,955 cached; it charged
                // 0.7642, the cached tokens as fresh ones
                "LiteLLM 14849 || 200000: input 1.25, cached-input 0.3125, output 10"
                        + " | input 2.50, cached-input 0.625, output 15"
                        + "|| input 5_005, cached-input 257_955, output 1_744 || 0.199894375",
                // Google's AI forum: 10,000 thoughts besides 1,000 tokens of answer
                "Gemini || 200000: input 1.25, cached-input 0.125, output 10"
                        + " | input 2.50, cached-input 0.25, output 15"
                        + "|| input 1_500, cached-input 10_000, output 1_000, reasoning 10_000"
                        + "|| 0.113125",
                // three FOCUS rows: 0.006 + 0.0024 + 0.0075
                "three FOCUS rows || input 3, cached-input 0.30, output 15"
                        + "|| input 2_000, cached-input 8_000, output 500 || 0.0159",
                // a price of which one token costs less than 10^-12, halved as in a batch
                "one small token || input 0.0018125 || input 1 || 0.0000000018125",
                "two small tokens || input 0.0018125 || input 2 || 0.000000003625",
                "a million small tokens || input 0.0018125 || input 1_000_000 || 0.0018125",
            })
    void a_published_bill_is_reproduced(String name, String prices, String usage, String total) {
        Usage tokens = Prices.usage(usage);
        UnitCounts units = Prices.units(usage);
        PriceBook book = Books.book(new Tariff(Books.tiers(prices), List.of(), List.of()));
        CallFacts call =
                Books.call(tokens.input().value(), "2026-07-01T00:00:00Z", ServiceTier.DEFAULT);

        EffectivePrices chosen = Books.sold(book, call);
        assertThat(Rater.rate(chosen.prices(), tokens, units).total()).hasToString(total);
        assertThat(Rater.total(chosen.prices(), tokens, units)).hasToString(total);
    }

    /// DeepSeek V4 Pro's output costs 6 CNY per million tokens, twice as much from 9 to 12 and from
    /// 14 to 18 in Beijing (July 2026). That the windows are half-open is our reading.
    @ParameterizedTest
    @CsvSource({
        "08:59:59, 6.00",
        "09:00:00, 12.00",
        "10:00:00, 12.00",
        "12:00:00, 6.00",
        "14:00:00, 12.00",
        "17:59:59, 12.00",
        "18:00:00, 6.00",
    })
    void a_million_tokens_cost_twice_as_much_at_peak_hours(String time, String total) {
        var tariff =
                new Tariff(
                        Books.tiers("input 0, output 6"),
                        List.of(Books.window("peak", "09:00-12:00 14:00-18:00", Books.times("2"))),
                        List.of());
        Instant at = OffsetDateTime.parse("2026-07-01T" + time + "+08:00").toInstant();
        var call =
                new CallFacts(
                        "m",
                        null,
                        Customer.anyone(Books.CNY),
                        TokenCount.ZERO,
                        ServiceTier.DEFAULT,
                        Moments.at(at));

        EffectivePrices chosen = Books.sold(Books.book(tariff), call);
        assertThat(Rater.total(chosen.prices(), Prices.usage("output 1_000_000")))
                .hasToString(total);
    }

    /// The list price, halved for a batch when the book is published.
    @ParameterizedTest
    @CsvSource({"1, 0.0000000018125", "2, 0.000000003625", "1000000, 0.0018125"})
    void a_price_below_a_pico_per_token_is_halved_exactly(long tokens, String total) {
        var tariff =
                new Tariff(
                        Books.tiers("input 0.003625"),
                        List.of(),
                        List.of(new ServiceTierPrices(ServiceTier.BATCH, Books.times("0.5"))));

        EffectivePrices chosen =
                Books.sold(
                        Books.book(tariff),
                        Books.call(tokens, "2026-07-01T00:00:00Z", ServiceTier.BATCH));
        assertThat(Rater.total(chosen.prices(), Prices.usage("input " + tokens)))
                .hasToString(total);
    }
}
