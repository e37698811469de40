package io.tokengrid.app.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.TokenClass;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LitellmPricesTest {
    @Test
    void dollars_per_token_become_exact_prices_per_million() {
        ListPrice price =
                only(
                        """
                        "input_cost_per_token": 1.5e-07, "output_cost_per_token": 6e-07,
                        "cache_read_input_token_cost": 3.625e-9,
                        "cache_creation_input_token_cost": 1.875E-7,
                        "cache_creation_input_token_cost_above_1hr": 0.0000003,
                        "output_cost_per_reasoning_token": 0.000000000000000012,
                        "max_input_tokens": 128000, "max_output_tokens": 16384,
                        "deprecation_date": "2026-12-31",
                        "source": "https://example.com/prices"
                        """);

        assertThat(shown(price))
                .containsExactly(
                        "always: input=0.15 cached-input=0.003625 cache-write=0.1875 cache-write-1h=0.3 output=0.6 reasoning=0.000000000012");
        assertThat(price.contextWindow()).contains(128_000L);
        assertThat(price.maxOutput()).contains(16_384L);
        assertThat(price.retires()).contains(LocalDate.of(2026, 12, 31));
        assertThat(price.provenance().link()).isEqualTo("https://example.com/prices");
    }

    @Test
    void a_long_input_and_a_service_tier_have_the_prices_that_are_named_and_else_the_usual_ones() {
        ListPrice price =
                only(
                        """
                        "input_cost_per_token": 1e-6, "output_cost_per_token": 4e-6,
                        "cache_read_input_token_cost": 1e-7,
                        "input_cost_per_token_above_200k_tokens": 2e-6,
                        "output_cost_per_token_above_200k_tokens": 6e-6,
                        "input_cost_per_token_batches": 5e-7, "output_cost_per_token_batches": 2e-6
                        """);

        assertThat(shown(price))
                .containsExactly(
                        "always: input=1 cached-input=0.1 output=4",
                        "above 200000 tokens: input=2 cached-input=0.1 output=6",
                        "batch, up to 200000 tokens: input=0.5 cached-input=0.1 output=2");
    }

    @Test
    void tiers_by_input_length_follow_each_other() {
        ListPrice price =
                only(
                        """
                        "tiered_pricing": [
                          {"range": [0, 32000.0], "input_cost_per_token": 1.2e-6, "output_cost_per_token": 6e-6},
                          {"range": [32e3, 128000], "input_cost_per_token": 2.4e-6, "output_cost_per_token": 1.2e-5}
                        ]
                        """);

        assertThat(shown(price))
                .containsExactly(
                        "always: input=1.2 output=6", "above 32000 tokens: input=2.4 output=12");
    }

    @Test
    void what_is_not_per_token_is_named_as_left_out_unless_it_is_free() {
        ListPrice price =
                only(
                        """
                        "input_cost_per_token": 1e-6, "output_cost_per_token": 4e-6,
                        "input_cost_per_image": 0.002, "output_cost_per_image": 0.0,
                        "search_context_cost_per_query": {"search_context_size_low": 0.01}
                        """);

        assertThat(price.leftOut())
                .containsExactly("input_cost_per_image", "search_context_cost_per_query");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"input_cost_per_token\": NaN | input_cost_per_token is NaN, not a number",
                "\"input_cost_per_token\": -1e-6 | input_cost_per_token: a price cannot be negative: '-1' per million tokens",
                "\"input_cost_per_token\": 1e-19 | input_cost_per_token: more than 12 digits after the point: '0.0000000000001' per million tokens",
                "\"input_cost_per_token\": 2.9999900000000002e-06, \"output_cost_per_token\": 0 | input_cost_per_token: more than 12 digits after the point: '2.9999900000000002' per million tokens",
                "\"input_cost_per_token\": 10 | input_cost_per_token: a price above 9,223,372 per million tokens is not supported: '10000000' per million tokens",
                "\"input_cost_per_token\": 1e999999999 | input_cost_per_token is 1e999999999, not a number",
                "\"input_cost_per_token\": 1e-99999999999 | input_cost_per_token is 1e-99999999999, not a number",
                "\"input_cost_per_token\": \"1e-6\" | input_cost_per_token is a text, not a number",
                "\"input_cost_per_token\": 1e-6, \"input_cost_per_token\": 2e-6 | has input_cost_per_token twice",
                "\"cache_read_input_token_cost\": 1e-6, \"input_cost_per_token_cache_hit\": 2e-6 | has two prices of cached-input: 1 and 2",
                "\"input_cost_per_token\": 0.0, \"output_cost_per_token\": 0.0 | has only prices of 0, which also stand for unknown",
                "\"input_cost_per_token\": 1e-6, \"output_cost_per_token\": 0.0, \"mode\": \"chat\" | has no price of output",
                "\"output_cost_per_token\": 1e-6 | has no price of input",
                "\"output_cost_per_image\": 0.04 | has no price per token, only output_cost_per_image",
                "\"mode\": \"chat\" | has no price",
                "\"input_cost_per_token\": 1e-6, \"max_input_tokens\": 1.5 | has a number of tokens that is not whole",
                "\"input_cost_per_token\": 1e-6, \"deprecation_date\": \"soon\" | has a deprecation_date that is no date: soon",
                "\"tiered_pricing\": [{\"range\": [0, 10], \"input_cost_per_token\": 1}, {\"range\": [11, 20]}] | tiered_pricing goes on at 11 where it ended at 10",
                "\"tiered_pricing\": [{\"range\": [0, 0]}] | tiered_pricing has a range that ends at or before its begin",
                "\"tiered_pricing\": {} | tiered_pricing is an object, not a list",
            })
    void an_entry_without_an_exact_price_is_skipped_with_line_and_reason(
            String fields, String reason) {
        Imported imported =
                read(
                        "{\n\"good\": {\"input_cost_per_token\": 1e-6},\n\"bad\": {"
                                + fields
                                + "}\n}");

        assertThat(imported.prices()).extracting(ListPrice::model).containsExactly("good");
        assertThat(imported.skipped()).containsExactly(new Skipped(3, "bad", reason));
    }

    @Test
    void of_a_model_that_stands_twice_the_first_is_read_and_the_second_is_listed() {
        Imported imported =
                read(
                        """
                        {"m": {"input_cost_per_token": 1e-6},
                         "m": {"input_cost_per_token": 2e-6}}
                        """);

        assertThat(shown(imported.prices().getFirst())).containsExactly("always: input=1");
        assertThat(imported.skipped())
                .containsExactly(new Skipped(2, "m", "stands twice; the first one is read"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\n\"m\": {\n", "{\n\"m\": nul }", "{\n} x", "{\n\"m\": 1}}"})
    void what_is_no_json_is_refused_by_line(String json) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnreadablePrices.class)
                .hasMessageMatching("p\\.json:[1-3]: .+");
    }

    @Test
    void a_file_nested_deeper_than_any_price_list_is_refused_by_line() {
        String json = "{\n\"m\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnreadablePrices.class)
                .hasMessageStartingWith("p.json:2: is not JSON: Document nesting depth (21)");
    }

    @Test
    void a_file_larger_than_any_price_list_is_refused_before_it_fills_the_memory() {
        String json = "{\"m\": \"" + "x".repeat((int) JsonFile.MAX_BYTES) + "\"}";

        assertThatThrownBy(() -> read(json)).isInstanceOf(UnreadablePrices.class);
    }

    private static ListPrice only(String fields) {
        Imported imported = read("{\"p/m\": {\"litellm_provider\": \"p\", " + fields + "}}");
        assertThat(imported.skipped()).isEmpty();
        return imported.prices().getFirst();
    }

    private static Imported read(String json) {
        return LitellmPrices.read(
                "p.json",
                new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
                "litellm@2026-08-01");
    }

    static List<String> shown(ListPrice price) {
        return price.rates().stream()
                .map(rates -> {
                    var words = new ArrayList<String>();
                    rates.perMillion()
                            .forEach((TokenClass each, Object one) ->
                                    words.add(each.key() + "=" + one));
                    return rates.condition() + ": " + String.join(" ", words);
                })
                .toList();
    }
}
