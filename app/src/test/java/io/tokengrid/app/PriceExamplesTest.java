package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.CallFacts;
import io.tokengrid.rating.Customer;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.Moments;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.Rater;
import io.tokengrid.units.CurrencyCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of `docs/pricing.md` are files, are read, and cost what the page says.
final class PriceExamplesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "deepseek-peak",
                "qwen-context-tiers",
                "claude-cache-batch",
                "exchange-rate"
            })
    void the_guide_shows_the_file(String example) {
        Reference.check("docs/pricing.md", example, "```yaml\n" + text(example) + "```");
    }

    /// Counts are tokens: fresh input, input from the cache, output.
    @ParameterizedTest
    @CsvSource({
        // model, time in Beijing, service tier, group, input, cached, output, costs
        "deepseek-peak, deepseek-v4-pro, 2026-08-03T10:00, default, , 0, 0, 1000000, 12.00",
        "deepseek-peak, deepseek-v4-pro, 2026-08-03T12:00, default, , 0, 0, 1000000, 6.00",
        "deepseek-peak, deepseek-v4-pro, 2026-08-03T13:59:59, default, , 0, 0, 1000000, 6.00",
        "deepseek-peak, deepseek-v4-pro, 2026-08-03T18:00, default, , 1000000, 1000000, 0, 3.025",
        "deepseek-peak, deepseek-v4-pro, 2026-08-03T14:00, default, , 1000000, 1000000, 0, 6.05",
        "qwen-context-tiers, qwen-plus, 2026-09-01T00:00, default, , 128000, 0, 1000, 0.1044",
        "qwen-context-tiers, qwen-plus, 2026-09-01T00:00, default, , 128001, 0, 1000, 0.3272024",
        "qwen-context-tiers, qwen-plus, 2026-09-01T00:00, default, , 1000001, 0, 1, none",
        "claude-cache-batch, claude-opus-4-5, 2026-09-01T00:00, default, , 2000, 8000, 500, 0.0265",
        "claude-cache-batch, claude-opus-4-5, 2026-09-01T00:00, batch, , 2000, 8000, 500, 0.01325",
        "claude-cache-batch, claude-opus-4-5, 2026-09-01T00:00, batch, resellers, 2000, 8000, 500,"
                + " 0.0125875",
    })
    void a_call_costs(
            String example,
            String model,
            String time,
            String tier,
            @Nullable String group,
            long input,
            long cached,
            long output,
            String costs) {
        PriceBook book = new PriceBook(1, PriceFile.read(file(example)));
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, input)
                        .count(TokenClass.CACHED_INPUT, cached)
                        .count(TokenClass.OUTPUT, output)
                        .build();
        CurrencyCode currency = book.rows().getFirst().currency();
        EffectivePrices prices =
                book.sell(
                        new CallFacts(
                                model,
                                null,
                                new Customer(
                                        null, group == null ? Set.of() : Set.of(group), currency),
                                usage.input(),
                                ServiceTier.of(tier),
                                Moments.at(Instant.parse(seconds(time) + "+08:00"))));

        if (costs.equals("none")) {
            assertThat(prices).isNull();
        } else {
            assertThat(Rater.total(Objects.requireNonNull(prices).prices(), usage, UnitCounts.NONE))
                    .hasToString(costs);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // currency, costs the customer, costs us
        "USD, 0.0265, 0.0212",
        "CNY, 0.18760145, 0.15008116",
    })
    void a_call_costs_in_the_customers_currency(String currency, String sell, String buy) {
        PriceBook book = new PriceBook(1, PriceFile.read(file("exchange-rate")));
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, 2_000)
                        .count(TokenClass.CACHED_INPUT, 8_000)
                        .count(TokenClass.OUTPUT, 500)
                        .build();
        var call =
                new CallFacts(
                        "claude-opus-4-5",
                        null,
                        Customer.anyone(new CurrencyCode(currency)),
                        usage.input(),
                        ServiceTier.DEFAULT,
                        Moments.at(Instant.parse("2026-11-22T00:00:00Z")));

        assertThat(Rater.total(Objects.requireNonNull(book.sell(call)).prices(), usage))
                .hasToString(sell);
        assertThat(Rater.total(Objects.requireNonNull(book.buy(call)).prices(), usage))
                .hasToString(buy);
    }

    private static String seconds(String time) {
        return time.length() == 16 ? time + ":00" : time;
    }

    private static Path file(String example) {
        return Repository.root().resolve("docs/examples").resolve(example + ".yaml");
    }

    private static String text(String example) {
        try {
            return Files.readString(file(example));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
