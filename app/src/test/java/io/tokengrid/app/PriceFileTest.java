package io.tokengrid.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tokengrid.rating.PriceRules;
import io.tokengrid.rating.PriceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import tools.jackson.databind.json.JsonMapper;

/// Prices are written by people: every setting acts, and every mistake is shown where it stands.
final class PriceFileTest {
    private static final String ROW =
            "{ model: m, currency: CNY, effective: 2026-01-01T00:00:00Z, %s }";
    private static final String SET = "per-million: { input: \"2\", output: \"3\" }, ";

    static List<Option<?>> settings() {
        return PriceOptions.OF_A_FILE;
    }

    @ParameterizedTest
    @MethodSource("settings")
    void every_setting_of_the_reference_acts(Option<?> setting) {
        String before = outcome(json(tree()));
        Map<String, Object> changed = tree();

        assertThat(put(changed, setting, 0)).as("the example has %s", setting.path()).isTrue();
        assertThat(outcome(json(changed))).isNotEqualTo(before);
    }

    @Test
    void what_is_printed_is_read_as_the_same_prices() {
        PriceRules file = read(everySetting());

        String printed = PriceText.of(file);

        assertThat(read(printed)).isEqualTo(file);
        assertThat(file.rows()).hasSize(3);
    }

    @Test
    void one_value_is_a_list_of_one() {
        String list =
                "windows: [{ name: w, zone: UTC, days: [mon-fri], hours: [01:00-02:00], times: 2"
                        + " }]";
        String one =
                "windows: [{ name: w, zone: UTC, days: mon-fri, hours: 01:00-02:00, times: 2 }]";

        assertThat(read(row(SET + one))).isEqualTo(read(row(SET + list)));
    }

    @Test
    void a_file_of_prices_stands_beside_the_configuration(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("prices"));
        Files.writeString(folder.resolve("prices/more.yaml"), row(SET + "provider: p"));
        Path config = folder.resolve("grid.yaml");
        Files.writeString(config, "price-files: prices/more.yaml\n" + row(SET + "per-unit: {}"));

        PriceRules prices = Config.load(config, Map.of(), Map.of()).prices().orElseThrow();

        assertThat(prices.rows()).hasSize(2);
        assertThat(PriceFile.read(folder.resolve("prices/more.yaml")).rows()).hasSize(1);
    }

    @Test
    void rows_of_two_files_that_contradict_each_other_are_refused_by_the_second_place(
            @TempDir Path folder) throws IOException {
        Path more = folder.resolve("more.yaml");
        Files.writeString(more, "\n" + row(SET + "backdate: false"));
        Path config = folder.resolve("grid.yaml");
        Files.writeString(config, "price-files: [more.yaml]\n" + row(SET + "backdate: false"));

        assertThat(
                        catchThrowableOfType(
                                ConfigException.class,
                                () -> Config.load(config, Map.of(), Map.of())))
                .hasMessage(
                        more
                                + ":2:48: prices[0].effective: two prices for model 'm' effective"
                                + " 2026-01-01T00:00:00Z");
    }

    @Test
    void all_mistakes_of_a_document_are_told_at_once() {
        var mistakes = new ArrayList<String>();
        String yaml =
                """
                prices:
                  - { model: a, currency: CNY, effective: 2026-01-01T00:00:00Z, per-million: { input: 1 } }
                  - { model: b, currency: CNY, effective: never, per-million: { input: 1 } }
                  - { model: c, currency: EURO, effective: 2026-01-01T00:00:00Z, per-million: { input: 1 } }
                  - { model: a, currency: CNY, effective: 2026-01-01T00:00:00Z, per-million: { input: 2 } }
                  - { model: d, curency: CNY }
                """;

        PriceRules file =
                PriceReader.read(
                        List.of(new ConfigSource("book", PriceOptions.OF_A_FILE).open(yaml)),
                        mistake -> mistakes.add(mistake.getMessage()));

        assertThat(file.rows()).hasSize(1);
        assertThat(mistakes)
                .satisfiesExactly(
                        one -> assertThat(one).startsWith("book:3:43: prices[1].effective: "),
                        one -> assertThat(one).startsWith("book:4:27: prices[2].currency: "),
                        one -> assertThat(one).startsWith("book:6:17: prices[4].curency: "),
                        one ->
                                assertThat(one)
                                        .startsWith("book:5:43: prices[3].effective: two prices"));
    }

    /// What is wrong, where, and what would be right: one row per kind of mistake. The texts stand
    /// in the row of a model `m` after its `effective`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    provider: p                                                | prices[0].per-million: is missing | write per-million: { input: PRICE, output: PRICE }, per-unit, context-tiers or list-price
                    per-million: { input: "0.0000000000001" }                  | prices[0].per-million.input: '0.0000000000001' is not a price per million tokens: a plain decimal of at most 12 digits after the point, such as 0.8 | Price per million tokens of a class; the classes are listed below.
                    per-unit: { image: "-1" }                                  | prices[0].per-unit.image: '-1' is not a price per unit: a plain decimal of at most 18 digits after the point, such as 0.04 | Price of one of a unit: image, second, character, request, tool-call, token-second, token-hour, gpu-second, gpu-hour, item.
                    per-unit: { imgae: "1" }                                   | prices[0].per-unit.imgae: is not a unit | did you mean image?
                    per-million: { input: 1 }, until: 2026-01-01T00:00:00Z     | prices[0].until: model 'm' effective 2026-01-01T00:00:00Z ends before that: 2026-01-01T00:00:00Z | correct what it names
                    per-million: { input: 1 }, buy-currency: USD               | prices[0].buy-currency: stands without what we pay | write buy-per-million in the same row
                    windows: [{ name: w, zone: UTC, times: 2 }]                | prices[0].windows: changes prices that the row does not have | write per-million in the same row
                    context-tiers: [{ up-to: 5 }]                              | prices[0].context-tiers[0]: has no prices | write per-million: { input: PRICE, output: PRICE }
                    context-tiers: [{ up-to: 5, per-million: { input: 1 } }, { above: 6, per-million: { input: 2 } }] | prices[0].context-tiers[1].above: leaves a gap: that one ends at 5 | leave above out or write 5
                    context-tiers: [{ up-to: 5, per-million: { input: 1 } }, { above: 4, per-million: { input: 2 } }] | prices[0].context-tiers[1].above: overlaps the tier before it: that one ends at 5 | leave above out or write 5
                    context-tiers: [{ up-to: 5, per-million: { input: 1 } }, { up-to: 5, per-million: { input: 2 } }] | prices[0].context-tiers[1].up-to: a context tier above 5 tokens cannot end at 5 | correct what it names
                    context-tiers: [{ per-million: { input: 1 } }, { up-to: 5, per-million: { input: 2 } }] | prices[0].context-tiers[1]: can never be reached: the tier before it is for prompts of any length | write up-to in every tier but the last
                    per-million: { input: 1 }, context-tiers: [{ per-million: { input: 1 } }] | prices[0].context-tiers: stands beside prices for prompts of every length | move per-million and per-unit into the tiers
                    per-million: { input: 1 }, windows: [{ name: w, zone: Asia/Bejing, times: 2 }] | prices[0].windows[0].zone: 'Asia/Bejing' is not a time zone such as Asia/Shanghai or UTC | Where the wall clock hangs that hours and days go by.
                    per-million: { input: 1 }, windows: [{ name: w, zone: UTC, hours: 9-12, times: 2 }] | prices[0].windows[0].hours[0]: '9-12' is not hours of a day such as 09:00-12:00, 16:30-00:30 or 00:00-24:00 | Hours of the window, the last minute left out; those over midnight belong to the day on which they begin.
                    per-million: { input: 1 }, windows: [{ name: w, zone: UTC, days: [], times: 2 }] | prices[0].windows[0]: a time window needs days | correct what it names
                    per-million: { input: 1 }, windows: [{ name: w, zone: UTC, except: 2026-05-01, also: 2026-05-02, times: 2 }] | prices[0].windows[0].also: stands beside except | a window has days on which it is not or days on which it also is; write two windows for both
                    per-million: { input: 1 }, windows: [{ name: w, zone: UTC }] | prices[0].windows[0]: does nothing | write either times, such as times: 0.5, or prices of its own
                    per-million: { input: 1 }, windows: [{ name: w, zone: UTC, times: 2, per-million: { input: 1 } }] | prices[0].windows[0]: multiplies prices and has prices of its own | write either times, such as times: 0.5, or prices of its own
                    per-million: { input: 1 }, service-tiers: { batsh: { times: 0.5 } } | prices[0].service-tiers.batsh: is no service tier | did you mean batch?
                    per-million: { input: 1 }, service-tiers: { batch: { tims: 0.5 } } | prices[0].service-tiers.batch.tims: is not a setting | did you mean prices[0].service-tiers.batch.times?
                    per-million: { input: 1 }, service-tiers: { batch: { times: 0.5, only: otput } } | prices[0].service-tiers.batch.only: 'otput' is neither a class of tokens nor a unit | did you mean output?
                    per-million: { input: 1 }, service-tiers: { batch: { per-million: { input: 1 }, round: up } } | prices[0].service-tiers.batch.round: belongs to a multiplication | write times, such as times: 0.5
                    per-million: { input: "0.000000000001" }, service-tiers: { batch: { times: 0.5 } } | prices[0].effective: model 'm' effective 2026-01-01T00:00:00Z: input 0.000000000001 x 0.5 is no price with so many digits; name its rounding: half-up, half-even, up or down | keep one row for each instant, and name a rounding where a product has too many digits
                    """)
    void a_mistake_in_a_row_is_named_with_its_place_and_what_to_write_instead(
            String text, String message, String hint) {
        ConfigException refused = refused(row(text));

        assertThat(String.valueOf(refused.getMessage()).replaceFirst("^prices.yaml:1:\\d+: ", ""))
                .isEqualTo(message);
        assertThat(refused.hint()).isEqualTo(hint);
    }

    /// The same for sets of modifiers.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    { name: s }                                               | price-modifiers[0].members: is missing | write each modifier on lines that begin with -
                    { name: s, combine: besst, members: [{ name: a, kind: discount, times: 0.9, effective: 2026-01-01T00:00:00Z }] } | price-modifiers[0].combine: 'besst' is not one of stack, best, first | If several are for a call: stack multiplies by all, best by the smallest factor, first by the first.
                    { name: s, members: [{ name: a, kind: discount, times: 1.1, effective: 2026-01-01T00:00:00Z }] } | price-modifiers[0].members[0].times: the discount 'a' cannot multiply by 1.1 | correct what it names
                    { name: s, members: [{ name: a, kind: discount, effective: 2026-01-01T00:00:00Z }] } | price-modifiers[0].members[0].times: is missing | write times, such as times: 0.9
                    { name: s, members: [{ name: a, kind: discount, times: -0.1, effective: 2026-01-01T00:00:00Z }] } | price-modifiers[0].members[0].times: '-0.1' is not a plain decimal of at most 12 digits after the point, such as 0.5 or 1.06 | What the prices are multiplied by: 0.5 is half price, 2 is double.
                    { name: s, members: [{ name: a, kind: margin, times: 1.2, only: input, effective: 2026-01-01T00:00:00Z }] } | price-modifiers[0].members[0].times: the margin 'a' makes all prices that the customer pays, not some | correct what it names
                    """)
    void a_mistake_in_a_modifier_is_named_with_its_place_and_what_to_write_instead(
            String text, String message, String hint) {
        ConfigException refused = refused("price-modifiers: [" + text + "]");

        assertThat(String.valueOf(refused.getMessage()).replaceFirst("^prices.yaml:1:\\d+: ", ""))
                .isEqualTo(message);
        assertThat(refused.hint()).isEqualTo(hint);
    }

    /// The same for exchange rates.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    { from: USD, to: CNY, rate: 0, source: s, as-of: 2026-11-20 }   | exchange-rates[0].rate: a rate of 0 from USD to CNY | correct what it names
                    { from: USD, to: USD, rate: 1, source: s, as-of: 2026-11-20 }   | exchange-rates[0].rate: a rate from USD into itself | correct what it names
                    { from: USD, to: CNY, rate: 7, as-of: 2026-11-20 }              | exchange-rates[0].source: is missing | write a line of at most 500 characters
                    { from: USD, to: CNY, rate: 7, source: s, as-of: today }        | exchange-rates[0].as-of: 'today' is not a date such as 2026-10-01 | The day of the rate.
                    { from: US, to: CNY, rate: 7, source: s, as-of: 2026-11-20 }    | exchange-rates[0].from: 'US' is not a currency of three capital letters such as CNY, or a unit of your own that begins with X | The currency of prices.
                    { from: USD, to: CNY, rate: 7, source: s, as-of: 2026-11-20 }, { from: USD, to: CNY, rate: 8, source: s, as-of: 2026-11-20 } | exchange-rates[1].to: the rate from USD to CNY stands twice | keep one of them
                    """)
    void a_mistake_in_an_exchange_rate_is_named_with_its_place_and_what_to_write_instead(
            String text, String message, String hint) {
        ConfigException refused = refused("exchange-rates: [" + text + "]");

        assertThat(String.valueOf(refused.getMessage()).replaceFirst("^prices.yaml:1:\\d+: ", ""))
                .isEqualTo(message);
        assertThat(refused.hint()).isEqualTo(hint);
    }

    /// The same for agreements; `S` stands for a platform's share.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    { name: a, effective: 2026-01-01T00:00:00Z }                    | value-chain[0].name: the agreement 'a' needs one share of a platform, by weight | correct what it names
                    { name: a, effective: 2026-01-01T00:30:00Z, shares: [S] }       | value-chain[0].name: the agreement 'a' changes within an hour of UTC, at 2026-01-01T00:30:00Z | correct what it names
                    { name: a, effective: 2026-01-01T00:00:00Z, shares: [S, { party: p, role: network }] } | value-chain[0].shares[1].weight: is missing | write one of weight: 1, cost: true and rate: 0.06
                    { name: a, effective: 2026-01-01T00:00:00Z, shares: [S, { party: p, role: network, weight: 1, cost: true }] } | value-chain[0].shares[1].weight: stands beside another measure of the share | write one of weight: 1, cost: true and rate: 0.06
                    { name: a, effective: 2026-01-01T00:00:00Z, shares: [S, { party: p, role: network, weight: 0 }] } | value-chain[0].shares[1].weight: '0' is not a whole number from 1 to 1000000 | The party's part of what taxes and cost leave, in proportion to all weights.
                    { name: a, effective: 2026-01-01T00:00:00Z, shares: [S, { party: p, role: netwrk, weight: 1 }] } | value-chain[0].shares[1].role: 'netwrk' is not one of model-vendor, compute-centre, power-supplier, network, platform, channel, tax | What the party does. One is the platform, which also bears a loss.
                    { name: a, effective: 2026-01-01T00:00:00Z, shares: [S] }, { name: a, effective: 2026-01-01T00:00:00Z, shares: [S] } | value-chain[1].name: two agreements are called 'a' | give it another name
                    """)
    void a_mistake_in_an_agreement_is_named_with_its_place_and_what_to_write_instead(
            String text, String message, String hint) {
        String platform = "{ party: we, role: platform, weight: 1 }";
        ConfigException refused =
                refused("value-chain: [" + text.replace("[S", "[" + platform) + "]");

        assertThat(String.valueOf(refused.getMessage()).replaceFirst("^prices.yaml:1:\\d+: ", ""))
                .isEqualTo(message);
        assertThat(refused.hint()).isEqualTo(hint);
    }

    @Test
    void two_modifiers_of_one_name_are_refused_by_the_second_place() {
        String set =
                "- { name: %s, members: [{ name: a, kind: discount, times: 0.9, effective:"
                        + " 2026-01-01T00:00:00Z }] }\n";

        assertThat(refused("price-modifiers:\n" + set.formatted("s") + set.formatted("t")))
                .hasMessage("prices.yaml:3:3: price-modifiers[1]: two modifiers are called 'a'");
    }

    @Test
    void a_file_of_prices_says_nothing_else_and_knows_no_variables() {
        assertThat(refused("models: {}"))
                .hasMessageStartingWith("prices.yaml:1:1: models: is not a setting");
        assertThat(refused(row("per-million: { input: \"${HOME}\" }")))
                .hasMessageContaining("needs the variable HOME, which is not set");
    }

    private static String row(String text) {
        return "prices: [" + ROW.formatted(text) + "]";
    }

    private static PriceRules read(String yaml) {
        return PriceReader.read(
                List.of(new ConfigSource("prices.yaml", PriceOptions.OF_A_FILE).open(yaml)));
    }

    private static ConfigException refused(String yaml) {
        return Objects.requireNonNull(
                catchThrowableOfType(ConfigException.class, () -> read(yaml)), "it was accepted");
    }

    private static String outcome(String yaml) {
        try {
            PriceRules file = read(yaml);
            return PriceText.of(file);
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String everySetting() {
        try (var in =
                Objects.requireNonNull(
                        PriceFileTest.class.getResourceAsStream("every-price-setting.yaml"))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked") // the document is maps of text, lists and maps
    private static Map<String, Object> tree() {
        return (Map<String, Object>)
                new Load(LoadSettings.builder().build()).loadFromString(everySetting());
    }

    private static String json(Map<String, Object> tree) {
        return JsonMapper.shared().writeValueAsString(tree);
    }

    /// Puts a setting's example in place of the first value that the document has for it.
    @SuppressWarnings("unchecked") // the document is maps of text, lists and maps
    private static boolean put(Object at, Option<?> setting, int part) {
        List<String> parts = setting.parts();
        if (at instanceof List<?> list) {
            return list.stream().anyMatch(entry -> put(entry, setting, part));
        }
        var map = (Map<String, Object>) at;
        String key = parts.get(part).replace("[]", "");
        boolean last = part == parts.size() - 1;
        for (String name : key.equals("*") ? List.copyOf(map.keySet()) : List.of(key)) {
            if (!map.containsKey(name)) {
                continue;
            }
            if (last) {
                map.put(name, setting.several() ? List.of(setting.example()) : setting.example());
                return true;
            }
            if (put(Objects.requireNonNull(map.get(name)), setting, part + 1)) {
                return true;
            }
        }
        return false;
    }
}
