package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PricesCommandTest {
    private record Ran(int status, String out, String err) {}

    private static Ran run(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line =
                Main.commandLine(InputStream.nullInputStream())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err));
        int status = line.execute(arguments);
        return new Ran(status, out.toString(), err.toString());
    }

    @Test
    void a_list_has_a_line_for_each_source_with_its_date() {
        Ran ran = run("prices", "list", "QWEN-PLUS-latest", "--currency", "CNY");

        assertThat(ran.status()).isZero();
        assertThat(ran.out().lines())
                .anySatisfy(line ->
                        assertThat(line)
                                .startsWith("dify:tongyi/qwen-plus-latest ")
                                .containsPattern("CNY +0\\.8 +2 +length")
                                .endsWith(
                                        "dify-official-plugins@2026-08-21, checked 2026-08-21 (plugin file;"
                                                + " upstream date unknown), sourced"));
        assertThat(ran.out()).doesNotContain(" USD ");
    }

    @Test
    void the_peak_hours_of_deepseek_are_shown_with_their_zone() {
        Ran ran = run("prices", "show", "official:deepseek/deepseek-v4-pro");

        assertThat(ran.out())
                .contains("always: input 3, cached-input 0.025, output 6")
                .contains(
                        "09:00-12:00,14:00-18:00 Asia/Shanghai: input 6, cached-input 0.05, output 12")
                .contains("announced 2026-06-29, effective mid-July 2026");
    }

    @Test
    void as_json_prices_are_exact_texts() {
        JsonNode shown =
                JsonMapper.shared()
                        .readTree(run("prices", "show", "litellm:gpt-5.5", "--json").out())
                        .get(0);

        assertThat(shown.get("id").asString()).isEqualTo("litellm:gpt-5.5");
        assertThat(shown.get("source").asString()).isEqualTo("litellm@2026-08-01");
        assertThat(shown.get("contextWindow").asLong()).isEqualTo(1_050_000);
        assertThat(shown.at("/rates/0/perMillion/cached-input").asString()).isEqualTo("0.5");
        assertThat(shown.at("/rates/1/above").asLong()).isEqualTo(272_000);
        assertThat(shown.at("/rates/2/serviceTier").asString()).isEqualTo("batch");
        assertThat(shown.at("/rates/2/upTo").asLong()).isEqualTo(272_000);
    }

    @Test
    void what_the_catalogue_could_not_take_over_exactly_is_listed_and_not_rounded() {
        assertThat(run("prices", "list", "--skipped", "databricks-claude-sonnet-4-5").out())
                .isEqualTo(
                        "databricks/databricks-claude-sonnet-4-5: input_cost_per_token: more than 12 digits"
                                + " after the point: '2.9999900000000002' per million tokens\n");
        assertThat(run("prices", "show", "databricks/databricks-claude-sonnet-4-5"))
                .satisfies(ran -> {
                    assertThat(ran.status()).isEqualTo(1);
                    assertThat(ran.err()).contains("more than 12 digits after the point");
                });
    }

    @Test
    void an_unknown_model_is_refused_with_the_nearest_known() {
        Ran ran = run("prices", "show", "tongyi/qwen-plus-late");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err().lines())
                .containsExactly(
                        "tokengrid prices show: the catalogue has no model 'tongyi/qwen-plus-late'",
                        "  hint: did you mean dify:tongyi/qwen-plus-latest?");
    }

    @Test
    void the_alarm_names_both_figures_with_source_and_date_and_ends_with_status_1() {
        Ran ran = run("prices", "compare", "litellm:dashscope/qwen3.7-plus", "models.dev:alibaba/");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .startsWith(
                        """
                        qwen3.7-plus, USD per million tokens of input, always:
                                     0.4  litellm:dashscope/qwen3.7-plus (litellm@2026-08-01, sourced)
                                     0.5  models.dev:alibaba/qwen3.7-plus (models.dev@2026-07-02, checked 2026-06-04, sourced)
                        """)
                .endsWith("1 pairs of list prices compared: 6 prices of 1 models differ\n");
    }

    @Test
    void lists_that_agree_end_with_status_0(@TempDir Path folder) throws IOException {
        Path ratios = ratios(folder, "openai.gpt-5.5", "2.75");

        assertThat(run("prices", "compare", "one-api=" + ratios, "litellm:bedrock_mantle/"))
                .isEqualTo(new Ran(0, "1 pairs of list prices compared: they agree\n", ""));
    }

    @Test
    void a_newer_list_of_the_same_source_shows_what_has_changed(@TempDir Path folder)
            throws IOException {
        Path newer =
                Files.writeString(
                        folder.resolve("newer.json"),
                        """
                        {"dashscope/qwen-turbo-2024-11-01": {"litellm_provider": "dashscope",
                           "mode": "chat", "input_cost_per_token": 6e-8, "output_cost_per_token": 2e-7}}
                        """);

        Ran ran = run("prices", "compare", "litellm=" + newer, "litellm:dashscope/");

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out())
                .isEqualTo(
                        """
                        qwen-turbo-2024-11-01, USD per million tokens of input, always:
                                    0.06  litellm:dashscope/qwen-turbo-2024-11-01 (litellm, sourced)
                                    0.05  litellm:dashscope/qwen-turbo-2024-11-01 (litellm@2026-08-01, sourced)

                        1 pairs of list prices compared: 1 prices of 1 models differ
                        """);
    }

    @Test
    void lists_without_a_common_model_are_no_agreement(@TempDir Path folder) throws IOException {
        Path ratios = ratios(folder, "no-such-model", "1");

        assertThat(run("prices", "compare", "one-api=" + ratios, "litellm:"))
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                """
                                tokengrid prices compare: the two lists have no model of the same provider and currency
                                  hint: look at their ids with ./tokengrid prices list
                                """));
    }

    @Test
    void a_list_that_cannot_be_read_is_refused_by_file_and_line(@TempDir Path folder)
            throws IOException {
        Path file = Files.writeString(folder.resolve("prices.json"), "{\n\"m\": {\n\"a\": tru");

        assertThat(run("prices", "compare", "litellm=" + file, "litellm:").err())
                .startsWith("tokengrid prices compare: " + file + ":3: is not JSON: ");
        assertThat(run("prices", "compare", "litellm=" + folder.resolve("none"), "litellm:").err())
                .contains("there is no file");
        assertThat(run("prices", "compare", "lite=" + file, "litellm:").err())
                .contains("known are litellm, one-api, new-api");
    }

    @Test
    void ratios_become_rows_that_a_configuration_reads_and_the_rest_is_listed(@TempDir Path folder)
            throws IOException {
        Path ratios =
                Files.writeString(
                        folder.resolve("ratios.json"),
                        """
                        {"ModelRatio": {
                          "qwen-plus": 0.4,
                          "gpt-4": 15
                         },
                         "CompletionRatio": {"qwen-plus": 2.5},
                         "GroupRatio": {"vip": 0.9}}
                        """);

        Ran ran = imported(ratios, "one-api", "--currency", "CNY", "--group", "vip");

        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .isEqualTo(
                        """
                        prices:
                          # one-api:qwen-plus (one-api, derived)
                          - model: qwen-plus
                            currency: CNY
                            effective: 2026-12-31T16:00:00Z
                            per-million: { input: "0.72", output: "1.8" }
                        """);
        assertThat(ran.err().lines())
                .satisfiesExactly(
                        skipped ->
                                assertThat(skipped)
                                        .startsWith(ratios + ":3: gpt-4: has no completion ratio"),
                        sum -> assertThat(sum).isEqualTo("1 taken over, 1 skipped"));
        assertThat(Documents.parse(ran.out()).prices().orElseThrow().rows()).hasSize(1);
    }

    @Test
    void a_price_map_becomes_a_file_that_a_configuration_can_name(@TempDir Path folder)
            throws IOException {
        Path map =
                Files.writeString(
                        folder.resolve("map.json"),
                        """
                        {"p/m": {"litellm_provider": "p", "input_cost_per_token": 1e-6,
                           "input_cost_per_token_above_200k_tokens": 2e-6, "input_cost_per_image": 1},
                         "q/m": {"litellm_provider": "q", "input_cost_per_token": 3e-6},
                         "r/n": {"litellm_provider": "r", "input_cost_per_token": 1e-19}}
                        """);
        Path target = folder.resolve("prices.yaml");

        Ran ran = imported(map, "litellm", "--buy", "--out", target.toString());

        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo(
                        """
                        %1$s: litellm:q/m: is the same model as litellm:p/m
                        %1$s:4: r/n: input_cost_per_token: more than 12 digits after the point: '0.0000000000001' per million tokens
                        1 taken over, 2 skipped
                        """
                                .formatted(map));
        assertThat(Files.readString(target)).contains("# left out: input_cost_per_image");
        var row = PriceFile.read(target).rows().getFirst();
        assertThat(row.sell()).isNull();
        assertThat(row.buy()).isNotNull();
        assertThat(imported(map, "litellm", "--out", target.toString()).err())
                .contains(target + " is there already");
    }

    @Test
    void an_import_of_nothing_is_a_failure(@TempDir Path folder) throws IOException {
        Path map = Files.writeString(folder.resolve("map.json"), "{}");

        assertThat(imported(map, "litellm").status()).isEqualTo(1);
        assertThat(imported(map, "litellm").err()).contains("no price that can be taken over");
        assertThat(imported(map, "csv").err()).contains("known are litellm, one-api, new-api");
        assertThat(
                        run(
                                "prices",
                                "import",
                                map.toString(),
                                "--format",
                                "litellm",
                                "--effective",
                                "now"))
                .satisfies(
                        ran -> assertThat(ran.err()).contains("--effective 'now' is not a time"));
    }

    private static Ran imported(Path file, String format, String... more) {
        return run(
                Stream.concat(
                                Stream.of(
                                        "prices",
                                        "import",
                                        file.toString(),
                                        "--format",
                                        format,
                                        "--effective",
                                        "2027-01-01T00:00:00+08:00"),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    private static Path ratios(Path folder, String model, String ratio) throws IOException {
        return Files.writeString(
                folder.resolve("ratios.json"),
                "{\"ModelRatio\": {\"%1$s\": %2$s}, \"CompletionRatio\": {\"%1$s\": 6}}"
                        .formatted(model, ratio));
    }
}
