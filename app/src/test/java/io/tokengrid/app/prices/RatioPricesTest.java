package io.tokengrid.app.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RatioPricesTest {
    private static final RatioPrices.Terms TERMS =
            new RatioPrices.Terms(
                    "new-api", Optional.empty(), RatioPrices.Terms.UNIT, new CurrencyCode("USD"));

    @Test
    void a_ratio_of_1_is_2_dollars_a_million_and_the_others_multiply_it() {
        Imported imported =
                read(
                        """
                        {
                          "ModelRatio": {"gpt-4o": 1.25, "gpt-4o-audio": 1.25},
                          "CompletionRatio": {"gpt-4o": 4, "gpt-4o-audio": 4},
                          "CacheRatio": {"gpt-4o": 0.5},
                          "CreateCacheRatio": {"gpt-4o": 1.25},
                          "AudioRatio": {"gpt-4o-audio": 16},
                          "AudioCompletionRatio": {"gpt-4o-audio": 2}
                        }
                        """);

        assertThat(imported.skipped()).isEmpty();
        assertThat(prices(imported, 0))
                .isEqualTo("{input=2.5, cached-input=1.25, cache-write=3.125, output=10}");
        assertThat(prices(imported, 1))
                .isEqualTo("{input=2.5, audio-input=40, output=10, audio-output=80}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"ModelRatio\": \"{\\\"m\\\": 0.4}\", \"CompletionRatio\": \"{\\\"m\\\": 2.5}\"}",
                "{\"data\": [{\"key\": \"ModelRatio\", \"value\": \"{\\\"m\\\": 0.4}\"},"
                        + " {\"key\": \"CompletionRatio\", \"value\": \"{\\\"m\\\": 2.5}\"},"
                        + " {\"key\": \"SystemName\", \"value\": \"One API\"}]}",
                "{\"success\": true, \"data\": {\"model_ratio\": {\"m\": 0.4}, \"completion_ratio\": {\"m\": 2.5}}}",
                "{\"data\": [{\"model_name\": \"m\", \"quota_type\": 0, \"model_ratio\": 0.4,"
                        + " \"model_price\": 0, \"completion_ratio\": 2.5}]}",
            })
    void every_form_in_which_ratios_are_handed_out_is_read(String json) {
        assertThat(prices(read(json), 0)).isEqualTo("{input=0.8, output=2}");
    }

    @Test
    void a_group_multiplies_every_price() {
        String json =
                "{\"ModelRatio\": {\"m\": 0.4}, \"CompletionRatio\": {\"m\": 2.5}, \"GroupRatio\": {\"vip\": 0.85}}";
        var vip =
                new RatioPrices.Terms(
                        "one-api",
                        Optional.of("vip"),
                        new BigDecimal("14"),
                        new CurrencyCode("CNY"));

        assertThat(prices(RatioPrices.read("r.json", stream(json), vip), 0))
                .isEqualTo("{input=4.76, output=11.9}");
        assertThatThrownBy(() ->
                        RatioPrices.read(
                                "r.json",
                                stream(json),
                                new RatioPrices.Terms(
                                        "one-api",
                                        Optional.of("svip"),
                                        RatioPrices.Terms.UNIT,
                                        new CurrencyCode("USD"))))
                .hasMessage("r.json:1: has no ratio of group 'svip', only of vip");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.4 | null | completion_ratio is null, not a number",
                "NaN | 2 | model_ratio is NaN, not a number",
                "-1 | 2 | model_ratio is negative: -1",
                "0 | 2 | has a ratio of 0; write \"0\" into a row if it is free",
                "0.00000000000033 | 2 | model_ratio: more than 12 digits after the point: '0.00000000000066' per million tokens",
                "1e30 | 2 | model_ratio is out of range: 2E+30",
                "'\"1\"' | 2 | model_ratio is a text, not a number",
            })
    void a_model_whose_ratios_make_no_exact_price_is_skipped_with_line_and_reason(
            String ratio, String completion, String reason) {
        Imported imported =
                read(
                        """
                        {
                          "ModelRatio": {
                            "good": 1,
                            "bad": %s
                          },
                          "CompletionRatio": {"good": 1, "bad": %s}
                        }
                        """
                                .formatted(ratio, completion));

        assertThat(imported.prices()).extracting(ListPrice::model).containsExactly("good");
        assertThat(imported.skipped()).containsExactly(new Skipped(4, "bad", reason));
    }

    @Test
    void what_the_program_would_guess_is_not_guessed_here() {
        Imported imported =
                read(
                        """
                        {"ModelRatio": {"gpt-4": 15, "mj_imagine": 1, "llama3-8b-8192(33)": 0.15},
                         "ModelPrice": {"mj_imagine": 0.1}}
                        """);

        assertThat(imported.prices()).isEmpty();
        assertThat(imported.skipped())
                .extracting(Skipped::reason)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("has no completion ratio"),
                        second -> assertThat(second).isEqualTo("has a fixed price per call, 0.1"),
                        third -> assertThat(third).startsWith("is for one type of channel"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | r.json:1: has no ModelRatio, model_ratio or list of models in data",
                "[1] | r.json:1: is a list, not an object",
                "{\"ModelRatio\": 3} | r.json:1: ModelRatio is a number, not an object",
            })
    void a_file_of_another_kind_is_refused_by_line(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(UnreadablePrices.class)
                .hasMessage(message);
    }

    private static Imported read(String json) {
        return RatioPrices.read("r.json", stream(json), TERMS);
    }

    private static ByteArrayInputStream stream(String json) {
        return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String prices(Imported imported, int index) {
        var shown = new java.util.LinkedHashMap<String, Object>();
        imported.prices()
                .get(index)
                .base()
                .perMillion()
                .forEach((TokenClass each, Object price) -> shown.put(each.key(), price));
        return shown.toString();
    }
}
