package io.tokengrid.metering.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tokengrid.testing.Seeds;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class Utf8TextTest {
    private static final String[] PIECES = {
        "a",
        "Z",
        "7",
        "\u00e9",
        "\u8bcd",
        "\ud83d\ude00",
        "\"",
        "\\",
        "/",
        "\n",
        "\t",
        "\r",
        "\b",
        "\f",
        "\u0001",
        " ",
        "\u3000",
        "\u00a0",
        "\u2003",
        "</think>",
        "long enough for two words "
    };

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`plain 词 text`, `plain 词 text`",
                "`say \\\"hi\\\" \\/ \\\\`, `say \"hi\" / \\`",
                "`\\u8bcd\\uD83D\\ude00`, `词😀`",
                "`half \\ud83d`, `half \uFFFD`",
                "`half \\ude00!`, `half \uFFFD!`",
                "`half \\ud83d\\n`, `half \uFFFD\n`",
                "`half \\ud83d\\u0041`, `half \uFFFDA`",
            })
    void escapes_stand_for_what_json_says(String json, String text) {
        assertThat(ofJson(json)).hasToString(text).isEqualTo(Utf8Text.of(text));
        assertThat(ofJson(json).length()).isEqualTo(text.getBytes(UTF_8).length);
    }

    @Test
    void a_text_within_json_is_the_text_that_was_written_there() {
        JsonMapper mapper = new JsonMapper();
        Seeds.play(
                5_000,
                random -> {
                    String text = text(random);
                    String json = mapper.writeValueAsString(text);
                    byte[] body = ("[" + json + ",\"more\"]").getBytes(UTF_8);

                    assertThat(Utf8Text.ofJson(body, 2)).as(json).hasToString(text);
                });
    }

    @Test
    void it_is_cut_and_joined_as_a_string_is() {
        Seeds.play(5_000, Utf8TextTest::likeStrings);
    }

    private static void likeStrings(RandomGenerator random) {
        String one = text(random);
        String two = text(random);
        Utf8Text first = Utf8Text.of(one);
        Utf8Text second = Utf8Text.of(two);

        assertThat(first.strip()).hasToString(one.strip());
        assertThat(Utf8Text.join("\n", List.of(first, second))).hasToString(one + "\n" + two);
        assertThat(first.startsWith("a")).isEqualTo(one.startsWith("a"));
        assertThat(first.endsWith("</think>")).isEqualTo(one.endsWith("</think>"));
        assertThat(first.indexOf("</think>") < 0).isEqualTo(!one.contains("</think>"));
        assertThat(first.equals(second)).isEqualTo(one.equals(two));
    }

    @Test
    void broken_json_stands_for_anything_and_breaks_nothing() {
        byte[] marks = "\"\\u8dD3f/\n\u00e9".getBytes(UTF_8);
        Seeds.play(
                50_000,
                random -> {
                    byte[] body = new byte[random.nextInt(20)];
                    for (int i = 0; i < body.length; i++) {
                        body[i] = marks[random.nextInt(marks.length)];
                    }
                    assertThatCode(() -> Utf8Text.ofJson(body, 0).plain())
                            .doesNotThrowAnyException();
                });
    }

    private static Utf8Text ofJson(String json) {
        return Utf8Text.ofJson((json + "\"").getBytes(UTF_8), 0);
    }

    private static String text(RandomGenerator random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
