package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.app.prices.PriceCatalogue;
import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.PriceNotation;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.Tariff;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A row of the price book can take over a list price instead of writing it out.
final class ListPriceSettingTest {
    @Test
    void a_list_price_with_tiers_by_input_length_is_taken_over() {
        Tariff sell =
                Objects.requireNonNull(
                        row("currency: CNY, list-price: \"dify:tongyi/qwen-plus\"").sell());

        assertThat(sell.prices().tiers())
                .extracting(tier -> tier.prices().price(TokenClass.OUTPUT))
                .containsExactly(
                        Price.perMillion("2"), Price.perMillion("20"), Price.perMillion("48"));
        assertThat(sell.prices().tiers())
                .extracting(tier -> tier.above())
                .containsExactly(
                        new TokenCount(0), new TokenCount(128_000), new TokenCount(256_000));
        assertThat(sell.windows()).isEmpty();
    }

    @Test
    void the_peak_hours_of_deepseek_are_a_window_in_beijing() {
        Tariff sell =
                Objects.requireNonNull(
                        row("currency: CNY, list-price: \"official:deepseek/deepseek-v4-pro\"")
                                .sell());

        var peak = sell.windows().getFirst();
        assertThat(peak.hours().contains(Instant.parse("2026-11-23T09:00:00+08:00"))).isTrue();
        assertThat(peak.hours().contains(Instant.parse("2026-11-23T12:00:00+08:00"))).isFalse();
        assertThat(peak.hours().contains(Instant.parse("2026-11-23T17:59:59+08:00"))).isTrue();
        assertThat(((Change.Own) peak.change()).prices().tiers().getFirst().prices())
                .extracting(prices -> prices.price(TokenClass.CACHED_INPUT))
                .isEqualTo(Price.perMillion("0.05"));
    }

    @Test
    void a_service_tier_ends_where_the_source_says_nothing_of_longer_inputs() {
        Tariff sell =
                Objects.requireNonNull(row("currency: USD, list-price: litellm:gpt-5.5").sell());

        var batch =
                sell.serviceTiers().stream()
                        .filter(each -> each.tier() == ServiceTier.BATCH)
                        .findFirst()
                        .orElseThrow();
        var tiers = ((Change.Own) batch.change()).prices().tiers();
        assertThat(tiers).hasSize(1);
        assertThat(tiers.getFirst().upTo()).isEqualTo(new TokenCount(272_000));
    }

    @Test
    void what_we_pay_can_be_a_list_price_and_a_margin_makes_what_customers_pay() {
        Config config =
                Documents.parse(
                        """
                        prices:
                          - { model: m, currency: CNY, effective: 2026-01-01T00:00:00Z, buy-list-price: "dify:tongyi/qwen-plus" }
                        price-modifiers:
                          - name: margins
                            members:
                              - { name: usual, kind: margin, times: "1.1", effective: 2026-01-01T00:00:00Z }
                        """);

        PriceRow row = config.prices().orElseThrow().rows().getFirst();
        assertThat(row.sell()).isNull();
        assertThat(Objects.requireNonNull(row.buy()).tariff().prices().tiers()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "currency: CNY, list-price: qwen-plus | prices[0].list-price: 'qwen-plus' is no id of the catalogue of prices",
                "currency: CNY, list-price: litellm:gpt-5.5 | prices[0].list-price: is in USD and not in CNY",
                "currency: USD, buy-currency: CNY, buy-list-price: litellm:gpt-5.5 | prices[0].buy-list-price: is in USD and not in CNY",
                "currency: USD, list-price: litellm:gpt-5.5, per-million: { input: 1 } | prices[0].list-price: stands beside prices of the row's own",
            })
    void what_cannot_be_is_refused_by_place(String fields, String message) {
        assertThatThrownBy(() -> row(fields))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void every_list_price_can_be_a_row_and_is_the_same_when_its_notation_is_read() {
        PriceCatalogue.builtIn()
                .prices()
                .forEach(price ->
                        assertThat(
                                        PriceNotation.of(
                                                        new PriceRow(
                                                                "m",
                                                                null,
                                                                price.currency(),
                                                                Instant.EPOCH,
                                                                null,
                                                                price.tariff(),
                                                                null))
                                                .keySet())
                                .as(price.id())
                                .contains("model", "currency", "effective")
                                .containsAnyOf("per-million", "context-tiers"));
    }

    private static PriceRow row(String fields) {
        return Documents.parse(
                        "prices: [{ model: m, effective: 2026-01-01T00:00:00Z, %s }]"
                                .formatted(fields))
                .prices()
                .orElseThrow()
                .rows()
                .getFirst();
    }
}
