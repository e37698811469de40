package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the catalogue of list prices says of a model holds where the configuration says nothing.
final class ModelCatalogueTest {
    @Test
    void the_catalogue_fills_in_what_the_configuration_leaves_out() {
        Model model = model("catalogue: litellm:gpt-5.5");

        assertThat(model.maxOutput()).isEqualTo(128_000);
        assertThat(model.contextWindow()).contains(1_050_000L);
        assertThat(model.retires()).isEmpty();
    }

    @Test
    void the_configuration_comes_before_the_catalogue() {
        Model model =
                model(
                        "catalogue: litellm:gpt-5.5, max-output: 9, context-window: 10, preview: true");

        assertThat(model.maxOutput()).isEqualTo(9);
        assertThat(model.contextWindow()).contains(10L);
        assertThat(model.preview()).isTrue();
    }

    @Test
    void a_retirement_in_the_catalogue_begins_with_its_day() {
        assertThat(model("catalogue: litellm:gpt-4-1106-preview").retires())
                .contains(Instant.parse("2026-03-26T00:00:00Z"));
        assertThat(
                        model(
                                        "catalogue: litellm:gpt-4-1106-preview, retires: 2999-01-01T00:00:00+08:00")
                                .retires())
                .contains(Instant.parse("2998-12-31T16:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "catalogue: gpt-5.5 | models.m.catalogue: 'gpt-5.5' is no id of the catalogue of prices",
                "catalogue: \"dify:tongyi/qwen-plus\" | models.m.max-output: is missing, and the catalogue does not say it",
                "max-output: 1, successor: n | models.m.successor: 'n' is no other model under models",
                "max-output: 1, successor: m | models.m.successor: 'm' is no other model under models",
                "max-output: 1 }, n: { deployments: [{ provider: p }] | models.n.max-output: is missing",
            })
    void what_cannot_be_is_refused_by_place(String fields, String message) {
        assertThatThrownBy(() -> model(fields))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latest: n | aliases.latest: 'n' is no other model under models",
                "m: m | aliases.m: is a model's own name",
            })
    void an_alias_is_another_name_of_a_model(String alias, String message) {
        assertThatThrownBy(() -> config("max-output: 1", alias))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
        assertThat(config("max-output: 1", "latest: m").aliases()).isEqualTo(Map.of("latest", "m"));
    }

    private static Model model(String fields) {
        return Objects.requireNonNull(config(fields, "").models().get("m"));
    }

    private static Config config(String fields, String aliases) {
        return Documents.parse(
                """
                providers: { p: { dialect: openai } }
                models: { m: { deployments: [{ provider: p }], %s } }
                aliases: { %s }
                """
                        .formatted(fields, aliases));
    }
}
