package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigTest {
    @Test
    void the_contracts_example_is_read_as_it_stands() {
        Config config = Documents.parse(Documents.CONTRACT);

        assertThat(config.listen()).isEqualTo(new Listen("127.0.0.1", 8080));
        assertThat(config.data()).isEqualTo(Path.of("./data"));
        assertThat(config.drain()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.database()).isEqualTo(new Database.Embedded());
        Provider mock = Objects.requireNonNull(config.providers().get("mock"));
        assertThat(mock.dialect()).isEqualTo("openai");
        assertThat(mock.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:9999/v1"));
        assertThat(mock.apiKey()).contains(new Secret("sk-mock"));
        assertThat(config.models())
                .containsExactly(
                        entry(
                                "qwen-plus",
                                new Model(
                                        Optional.of("qwen"),
                                        Optional.empty(),
                                        Optional.empty(),
                                        false,
                                        Optional.empty(),
                                        Optional.empty(),
                                        8192,
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty(),
                                        OnDisconnect.DRAIN,
                                        List.of(
                                                new Model.Deployment(
                                                        "mock",
                                                        "qwen-plus",
                                                        Optional.of("guian"))))));
        assertThat(config.prices().orElseThrow().rows())
                .containsExactly(
                        new PriceRow(
                                "qwen-plus",
                                new CurrencyCode("CNY"),
                                Instant.parse("2025-12-31T16:00:00Z"),
                                new PriceList(
                                        Map.of(
                                                TokenClass.INPUT, Price.perMillion("0.8"),
                                                TokenClass.CACHED_INPUT, Price.perMillion("0.16"),
                                                TokenClass.CACHE_WRITE, Price.perMillion("1.0"),
                                                TokenClass.OUTPUT, Price.perMillion("2"))),
                                null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing\n", "{}", "models:\nproviders:\nprices:\n"})
    void every_key_may_be_left_out(String yaml) {
        Config config = Documents.parse(yaml);

        assertThat(config.listen()).isEqualTo(new Listen("127.0.0.1", 8080));
        assertThat(config.models()).isEmpty();
        assertThat(config.adminKey()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1.10, 1.1",
        "'\"1.10\"', 1.1",
        "0.1, 0.1",
        "0.000000000001, 0.000000000001",
        "9007199.254740993, 9007199.254740993"
    })
    void a_price_is_read_from_its_text_quoted_or_not(String written, String exact) {
        Config config = Documents.parse(priced(written));

        assertThat(config.prices().orElseThrow().rows().getFirst().baseSell())
                .isEqualTo(new PriceList(Map.of(TokenClass.INPUT, Price.perMillion(exact))));
    }

    private static String priced(String input) {
        return "prices: [{ model: m, currency: CNY, effective: 2026-01-01T00:00:00Z, per-million: { input: "
                + input
                + " } }]";
    }

    @Test
    void an_unset_admin_key_is_made_and_an_unset_provider_key_is_refused() {
        assertThat(Documents.parse("admin-key: ${NOT_SET}", Map.of()).adminKey()).isEmpty();
        assertThat(Documents.parse("admin-key: ${A}", Map.of("A", "k1")).adminKey())
                .contains(new Secret("k1"));

        ConfigException refused = refused("providers: { openai: { api-key: \"${NOT_SET}\" } }");

        assertThat(refused)
                .hasMessage(
                        "grid.yaml:1:33: providers.openai.api-key: needs the variable NOT_SET, which is not set");
    }

    @Test
    void the_command_line_comes_before_the_file() {
        Config config =
                Config.parse(
                        "listen: { port: 1 }",
                        "f",
                        Map.of(),
                        Map.of("listen.port", "2", "data", "/d"));

        assertThat(config.listen().port()).isEqualTo(2);
        assertThat(config.data()).isEqualTo(Path.of("/d"));
    }

    @Test
    void a_wrong_value_of_the_command_line_names_it_as_such() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.parse("", "f", Map.of(), Map.of("listen.port", "eighty")))
                .withMessage(
                        "command line: listen.port: 'eighty' is not a port from 0 (any free one) to 65535");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.parse("", "f", Map.of(), Map.of("listen.prot", "80")))
                .withMessage("command line: listen.prot is not a setting")
                .satisfies(e -> assertThat(e.hint()).isEqualTo("did you mean listen.port?"));
    }

    @Test
    void a_file_that_cannot_be_read_is_named(@TempDir Path folder) throws IOException {
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xc3, 0x28});

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(folder.resolve("none.yaml"), Map.of(), Map.of()))
                .withMessageEndingWith("none.yaml: there is no such file");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(binary, Map.of(), Map.of()))
                .withMessageEndingWith("binary.yaml: is not text in UTF-8");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> Config.load(folder, Map.of(), Map.of()))
                .withMessageEndingWith(": cannot be read");
    }

    /// What is wrong, where, and what would be right: one row per kind of mistake.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    prot: 1                           | grid.yaml:1:1: prot: is not a setting | did you mean listen.port?
                    drian: 1s                         | grid.yaml:1:1: drian: is not a setting | did you mean drain?
                    zzz: 1                            | grid.yaml:1:1: zzz: is not a setting | did you mean data?
                    listen: { prot: 1 }               | grid.yaml:1:11: listen.prot: is not a setting | did you mean listen.port?
                    limits: { body: 4 }               | grid.yaml:1:17: limits.body: '4' is not a size from 1KiB to 1GiB, such as 64KiB, 4MiB or 20GB | Largest request body; beyond it 413.
                    limits: { body: 9TiB }            | grid.yaml:1:17: limits.body: '9TiB' is not a size from 1KiB to 1GiB, such as 64KiB, 4MiB or 20GB | Largest request body; beyond it 413.
                    drain: 600                        | grid.yaml:1:8: drain: '600' is not a duration from 0s to 1d, such as 250ms, 30s, 5m, 2h or 7d | How long open calls may finish after SIGTERM.
                    drain:                            | grid.yaml:1:7: drain: is empty | give it a value or leave the name out
                    drain: [1s]                       | grid.yaml:1:8: drain: must be one value | write it as drain: value
                    listen: 8080                      | grid.yaml:1:9: listen: is not a section of names and values | write it as name: value
                    models: { m: { max-output: 1 } }  | grid.yaml:1:14: models.m.deployments: names no place where the model runs | write a list such as [{ provider: NAME }]
                    overrun: forgive                  | grid.yaml:1:10: overrun: 'forgive' is not one of charge, absorb | Who bears usage above the hold: charge takes it from what is available at that instant, absorb books all of it as our loss.
                    { drain: 1s, drain: 2s }          | grid.yaml:1:14: drain: stands here a second time | keep one of the two
                    durability: { replica: postgresql } | grid.yaml:1:24: durability.replica: is postgresql, but the embedded server shares this node's disk and is no replica | set database to a server elsewhere, or write none
                    providers: { dashscop: { api-key: k } } | grid.yaml:1:24: providers.dashscop.dialect: 'dashscop' is no provider of the catalogue and no dialect | did you mean dashscope? a provider of your own needs dialect: openai and its base-url
                    prices: [{ per-million: { output: 1 } }] | grid.yaml:1:25: prices[0].per-million: has no price of input | write input, with "0" where it is free
                    prices: [{ per-million: { inptu: 1 } }] | grid.yaml:1:34: prices[0].per-million.inptu: is not a class of tokens | did you mean input?
                    prices: [{ per-million: { input: -1 } }] | grid.yaml:1:34: prices[0].per-million.input: '-1' is not a price per million tokens: a plain decimal of at most 12 digits after the point, such as 0.8 | Price per million tokens of a class; the classes are listed below.
                    prices: [{ per-million: { input: 1 } }] | grid.yaml:1:10: prices[0].model: is missing | write a name of at most 100 visible characters
                    drain: ${WHEN                     | grid.yaml:1:8: drain: has a ${ that begins no variable | write ${NAME} or ${NAME:-default}, and $${ for a literal ${
                    drain: "1s                        | grid.yaml:1:11: not YAML: found unexpected end of stream | indent with spaces, write name: value with a space after the colon, quote text with special characters
                    """)
    void a_mistake_is_named_with_its_place_and_what_is_allowed(
            String yaml, String message, String hint) {
        ConfigException refused = refused(yaml);

        assertThat(refused).hasMessage(message);
        assertThat(refused.hint()).isEqualTo(hint);
    }

    @Test
    void a_deployment_must_name_a_provider_of_the_file() {
        ConfigException refused =
                refused(
                        """
                        providers: { deepseek: {} }
                        models:
                          m:
                            max-output: 10
                            deployments: [{ provider: deepsek }]
                        """);

        assertThat(refused)
                .hasMessage(
                        "grid.yaml:5:31: models.m.deployments[0].provider: 'deepsek' is not under providers");
        assertThat(refused.hint()).isEqualTo("did you mean deepseek?");
    }

    @Test
    void a_model_without_a_largest_output_is_refused_when_the_file_is_read() {
        ConfigException refused =
                refused(
                        "providers: { vllm: {} }\nmodels: { m: { deployments: [{ provider: vllm }] } }");

        assertThat(refused).hasMessage("grid.yaml:2:14: models.m.max-output: is missing");
    }

    @Test
    void two_price_rows_of_a_model_cannot_begin_at_the_same_instant() {
        String row = "- { model: m, currency: CNY, effective: %s, per-million: { input: 1 } }%n";
        ConfigException refused =
                refused(
                        "prices:\n"
                                + row.formatted("2026-01-01T00:00:00+08:00")
                                + row.formatted("2025-12-31T16:00:00Z"));

        assertThat(refused)
                .hasMessage(
                        "grid.yaml:3:41: prices[1].effective: two prices for model 'm' effective 2025-12-31T16:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "admin-key: 'geheim geheim'",
                "admin-key: [geheim]",
                "database: postgresql://user:geheim@/x",
                "database: ${URL}",
                "admin-key: *geheim",
                "admin-key: 'geheim",
                "{ admin-key: geheim, prot: 1 }",
                "{ admin-key: geheim, admin-key: geheim }",
                "listen: { port: \"${URL}\" }",
                "admin-key: \"geheim\\n2\""
            })
    void no_refusal_repeats_a_secret(String yaml) {
        ConfigException refused = refused(yaml, Map.of("URL", "postgresql://geheim"));
        String message = String.valueOf(refused.getMessage());

        assertThat(message + refused.hint()).doesNotContain("geheim");
        assertThat(message.lines()).hasSize(1);
    }

    @Test
    void no_secret_is_printed_with_the_configuration() {
        Config config =
                Documents.parse(
                        """
                        admin-key: geheim1
                        metrics-key: geheim2
                        database: postgresql://user:geheim3@host/name
                        providers: { openai: { api-key: geheim4 } }
                        """);

        assertThat(config.toString()).contains("***").doesNotContain("geheim");
    }

    private static ConfigException refused(String yaml) {
        return refused(yaml, Map.of());
    }

    private static ConfigException refused(String yaml, Map<String, String> environment) {
        try {
            Documents.parse(yaml, environment);
        } catch (ConfigException e) {
            return e;
        }
        throw new AssertionError("accepted: " + yaml);
    }
}
