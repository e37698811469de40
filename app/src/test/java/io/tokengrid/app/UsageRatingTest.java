package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class UsageRatingTest {
    private static final String PAGE = "docs/reference/rate.md";
    private static final String PRICES =
            """
            prices:
              - model: m
                currency: CNY
                effective: 2026-01-01T00:00:00Z
                context-tiers:
                  - up-to: 100
                    per-million: { input: "1", output: "2" }
              - model: two
                currency: CNY
                effective: 2026-01-01T00:00:00Z
                per-million: { input: "7" }
              - model: two
                currency: JPY
                effective: 2026-01-01T00:00:00Z
                per-million: { input: "150" }
            """;

    @TempDir private Path folder = Path.of("");

    private record Ran(int status, String out, String err) {}

    private static Ran run(List<String> arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine line =
                Main.commandLine(InputStream.nullInputStream())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err));
        int status = line.execute(arguments.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }

    private static Ran rate(Path usage, Path prices, String... more) {
        var arguments = new java.util.ArrayList<String>();
        arguments.addAll(List.of("rate", "--usage", usage.toString()));
        arguments.addAll(List.of("--prices", prices.toString()));
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    @Test
    void the_page_shows_bills_that_others_published_and_what_they_come_to() throws IOException {
        Path usage = example("published-bills.jsonl");
        Path prices = example("published-bills.yaml");

        Ran ran = rate(usage, prices);

        assertThat(ran.status()).isZero();
        assertThat(ran.out())
                .contains("line 1 FOCUS A: cache-written USD 33.90, rounded 33.90\n")
                .contains("line 2 FOCUS B: cache-kept USD 38.40, rounded 38.40\n")
                .contains("LiteLLM 14849: long-prompts USD 0.199894375, rounded 0.20\n")
                .contains("one token: small-price USD 0.0000000018125, rounded 0.00\n")
                .contains("total small-price USD 0.0018125018125, rounded 0.00, records 2\n");
        Reference.check(PAGE, "prices", fenced("yaml", Files.readString(prices)));
        Reference.check(PAGE, "usage", fenced("json", Files.readString(usage)));
        Reference.check(PAGE, "bills", fenced("", ran.out()));
    }

    @Test
    void the_page_shows_calls_around_noon_in_a_table() throws IOException {
        Path usage = example("peak-usage.csv");

        Ran ran = rate(usage, example("deepseek-peak.yaml"));

        assertThat(ran.out())
                .contains("before: deepseek-v4-pro CNY 6.00")
                .contains("begins: deepseek-v4-pro CNY 12.00")
                .contains("last: deepseek-v4-pro CNY 12.00")
                .contains("noon: deepseek-v4-pro CNY 6.00")
                .endsWith("total deepseek-v4-pro CNY 36.00, rounded 36.00, records 4\n");
        Reference.check(PAGE, "peak-usage", fenced("", Files.readString(usage)));
        Reference.check(PAGE, "peak", fenced("", ran.out()));
    }

    @Test
    void the_page_on_prices_shows_a_call_that_every_rule_is_for() throws IOException {
        Path usage = example("every-rule.jsonl");
        Path prices = example("every-rule.yaml");

        Ran ran = rate(usage, prices);

        assertThat(ran.out())
                .contains("line 1 all: sample CNY 0.000466848, rounded 0.00\n")
                .contains("line 2 none: sample CNY 0.00203744, rounded 0.00\n");
        String page = "docs/concepts/prices.md";
        Reference.check(page, "every-rule", fenced("yaml", Files.readString(prices)));
        Reference.check(page, "every-rule-usage", fenced("json", Files.readString(usage)));
        Reference.check(page, "every-rule-bill", fenced("", ran.out()));
    }

    /// A backtick stands for a quote.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{`model`:`m`}                  | :1: time is missing",
                "{`time`:`T`,`model`:`m`,`input`:-1} | :1: input is negative: -1",
                "{`time`:`T`,`model`:`m`,`input`:1.5} | :1: input is no whole number below 2^63: '1.5'",
                "{`time`:`T`,`model`:`m`,`inputs`:1} | :1: unknown field 'inputs'",
                "{`time`:`T`,`model`:`m`,`model`:`n`} | :1: no JSON:",
                "{`time`:`T`                    | :1: no JSON:",
                "{`time`:`T`,`model`:[]}        | :1: model is neither a text nor a number",
                "{`time`:`noon`,`model`:`m`}    | :1: time is no time such as",
                "{`time`:`T`,`model`:`m`,`completed`:`2025-01-01T00:00:00Z`} | :1: time, first-byte"
                        + " and completed are out of order",
                "{`time`:`T`,`model`:`m`,`service-tier`:`slow`} | :1: no service tier is called 'slow'",
                "{`time`:`T`,`model`:`m`,`currency`:`yuan`} | :1: not a currency",
                "{`time`:`T`,`model`:`m`,`input`:101} | :1: no price for m with a prompt of 101 tokens",
                "{`time`:`T`,`model`:`m`,`currency`:`USD`} | :1: no price for m in USD at",
                "{`time`:`2025-01-01T00:00:00Z`,`model`:`m`} | :1: no price for m in CNY at 2025",
                "{`time`:`T`,`model`:`n`}       | :1: no price for n",
                "{`time`:`T`,`model`:`two`}     | :1: two has prices in CNY and JPY",
                "time,model,modell              | :1: unknown field 'modell'",
                "time,model,time                | :1: a column is named twice",
                "time,model;T,m,3               | :2: has 3 values for 2 columns",
                "time,model;T,`m`               | :2: quotes are not known here",
                "time,model,input;T,m,5;;T,m,x  | :4: input is no whole number below 2^63: 'x'",
            })
    void a_wrong_line_is_named_with_its_reason(String usage, String message) throws IOException {
        Ran ran = rate(usage(usage), prices());

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("usage" + message);
    }

    @Test
    void the_page_shows_a_refusal() throws IOException {
        Path usage = usage("{`time`:`T`,`model`:`m`,`inputs`:1}");

        Ran ran = rate(usage, prices());

        String err = ran.err().replace(usage.toString(), "usage.jsonl");
        Reference.check(PAGE, "refused", fenced("", err));
    }

    @Test
    void mistakes_in_prices_are_told_with_their_place() throws IOException {
        Path prices = folder.resolve("prices.yaml");
        Files.writeString(prices, PRICES.replace("\"150\"", "\"1.0000000000001\""));

        Ran ran = rate(usage("{}"), prices);

        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).contains("prices.yaml:").contains("at most 12 digits");
        assertThat(rate(folder.resolve("none"), prices()).err()).contains("there is no file");
    }

    @Test
    void as_json_every_figure_is_an_exact_text_and_what_has_no_price_is_named() throws IOException {
        Path usage =
                usage(
                        "{`time`:`T`,`model`:`two`,`currency`:`JPY`,`groups`:[`a`,`b`],"
                                + "`input`:3333,`image`:2}");

        List<JsonNode> lines =
                rate(usage, prices(), "--json")
                        .out()
                        .lines()
                        .map(JsonMapper.shared()::readTree)
                        .toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst().path("exact").asString()).isEqualTo("0.49995");
        assertThat(lines.getFirst().path("rounded").asString()).isEqualTo("0");
        assertThat(lines.getFirst().path("lines").get(0).path("perMillion").asString())
                .isEqualTo("150");
        assertThat(lines.getFirst().path("priceMissing").get(0).path("unit").asString())
                .isEqualTo("image");
        assertThat(lines.getFirst().path("reasons").get(0).path("kind").asString())
                .isEqualTo("row");
        JsonNode total = lines.getLast().path("totals").get(0);
        assertThat(total.path("exact").asString()).isEqualTo("0.49995");
        assertThat(total.path("priceMissing").asInt()).isEqualTo(1);
    }

    @Test
    void a_total_is_rounded_once_and_not_summed_from_rounded_records() throws IOException {
        Path usage = usage("time,model,currency,input;" + "T,two,CNY,600;".repeat(20_003));

        Ran ran = rate(usage, prices(), "--totals");

        assertThat(ran.out()).isEqualTo("total two CNY 84.0126, rounded 84.01, records 20003\n");
    }

    private static Path example(String name) {
        return Repository.root().resolve("docs/examples").resolve(name);
    }

    private static String fenced(String language, String text) {
        return "```" + language + "\n" + text + "```";
    }

    private Path prices() throws IOException {
        return Files.writeString(folder.resolve("p.yaml"), PRICES);
    }

    /// Lines are separated by semicolons, and `T` is a time.
    private Path usage(String lines) throws IOException {
        return Files.writeString(
                folder.resolve("usage"),
                lines.strip()
                        .replace('`', '"')
                        .replace(';', '\n')
                        .replace("\"T\"", "\"2026-07-01T00:00:00Z\"")
                        .replaceAll("(?m)^T,", "2026-07-01T00:00:00Z,"));
    }
}
