package io.tokengrid.gateway.openai;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.gateway.openai.ChatRequest.ThinkingLimit;
import io.tokengrid.testing.Seeds;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What a provider is sent: the client's own bytes but for the model's name, the limit of the
/// answer in the field that the provider obeys (exactness B2), and usage asked for in a stream.
class ChatRequestTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static String sent(String body, String limitField) throws BadRequest {
        return sent(body, limitField, null, true);
    }

    private static String sent(
            String body, String limitField, @Nullable ThinkingLimit thinking, boolean streamUsage)
            throws BadRequest {
        ChatRequest request = ChatRequest.read(body.getBytes(UTF_8));
        return new String(
                request.forProvider(
                        "theirs", limitField, request.answerLimit(100), thinking, streamUsage),
                UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`,'max_tokens':5`, max_tokens, `,'max_tokens':5`",
                "`,'max_tokens' : 5`, max_completion_tokens, `,'max_completion_tokens' : 5`",
                "`,'max_completion_tokens':5`, max_tokens, `,'max_tokens':5`",
                "`, 'max_completion_tokens' :5 `, max_tokens, `, 'max_tokens' :5 `",
                "`,'max_completion_tokens': 5`, max_completion_tokens,"
                        + " `,'max_completion_tokens': 5`",
                "`,'max_completion_t\\u006fkens':5`, max_tokens, `,'max_tokens':5`",
                "`,'max_tokens':null`, max_tokens, `,'max_tokens':100`",
                "`,'max_tokens':null`, max_completion_tokens,"
                        + " `,'max_tokens':null,'max_completion_tokens':100`",
                "`,'max_tokens':9,'max_completion_tokens':5`, max_tokens,"
                        + " `,'max_tokens':5,'max_completion_tokens':5`",
                "``, max_tokens, `,'max_tokens':100`",
                "``, max_completion_tokens, `,'max_completion_tokens':100`",
            })
    void the_limit_is_sent_in_the_field_that_the_provider_obeys(
            String fields, String limitField, String expected) throws BadRequest {
        String body = "{\"model\":\"ours\"," + MESSAGES + fields.replace('\'', '"') + "}";

        assertThat(sent(body, limitField))
                .isEqualTo("{\"model\":\"theirs\"," + MESSAGES + expected.replace('\'', '"') + "}");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "``, true, `,'stream_options':{'include_usage':true}`",
                "``, false, ``",
                "`,'stream_options':{'include_usage':false}`, true,"
                        + " `,'stream_options':{'include_usage':true}`",
                "`,'stream_options': { }`, true, `,'stream_options': {'include_usage':true }`",
                "`,'stream_options':{'x':[{}]}`, true,"
                        + " `,'stream_options':{'include_usage':true,'x':[{}]}`",
                "`,'stream_options':{'include_usage':true}`, true,"
                        + " `,'stream_options':{'include_usage':true}`",
            })
    void a_stream_asks_for_usage_where_the_provider_understands_it(
            String fields, boolean understands, String expected) throws BadRequest {
        String head = "{\"model\":\"theirs\"," + MESSAGES + ",\"max_tokens\":5,\"stream\":true";

        String sent = sent(head + fields.replace('\'', '"') + "}", "max_tokens", null, understands);

        assertThat(sent).isEqualTo(head + expected.replace('\'', '"') + "}");
    }

    @Test
    void a_limit_of_thinking_is_added_unless_the_client_set_one() throws BadRequest {
        var limit = new ThinkingLimit("thinking_budget", 7);
        String none = "{\"model\":\"theirs\"," + MESSAGES + ",\"max_tokens\":5}";
        String own = none.replaceAll("}$", ",\"thinking_budget\":3}");

        assertThat(sent(none, "max_tokens", limit, true))
                .isEqualTo(none.replaceAll("}$", ",\"thinking_budget\":7}"));
        assertThat(sent(own, "max_tokens", limit, true)).isEqualTo(own);
    }

    @Test
    void what_no_edit_touches_goes_on_byte_for_byte() throws BadRequest {
        String body =
                "\r\n { \"x\" : 1.0e+5 , \"max_tokens\":5,\"model\":\"theirs\", \"y\":\"\\u00e9é😀\","
                        + MESSAGES
                        + " } \n";

        assertThat(sent(body, "max_tokens")).isEqualTo(body);
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void a_body_in_another_encoding_than_utf_8_is_refused(String encoding) {
        String body = "{\"model\":\"ours\"," + MESSAGES + "}";

        assertThatThrownBy(() -> ChatRequest.read(body.getBytes(Charset.forName(encoding))))
                .isInstanceOf(BadRequest.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void a_byte_order_mark_shifts_no_edit() throws BadRequest {
        String body = "\uFEFF{\"model\":\"ours\",\"max_completion_tokens\":5," + MESSAGES + "}";

        assertThat(sent(body, "max_tokens"))
                .isEqualTo("\uFEFF{\"model\":\"theirs\",\"max_tokens\":5," + MESSAGES + "}");
    }

    @Test
    void whatever_the_order_and_the_spaces_only_these_fields_change() {
        Seeds.play(2_000, ChatRequestTest::fieldsInAnyOrder);
    }

    private static void fieldsInAnyOrder(RandomGenerator random) throws BadRequest {
        var fields = new LinkedHashMap<String, String>();
        fields.put("model", "\"" + pick(random, "ours", "o\\\"u\\\\rs", "\\u4e2d文😀") + "\"");
        fields.put("messages", "[{\"role\":\"user\",\"content\":\"a \\\"}] b\"}]");
        maybe(random, fields, "max_tokens", "12", "null", "1000000000");
        maybe(random, fields, "max_completion_tokens", "34", "null", "7");
        maybe(random, fields, "stream", "true", "false", "null");
        maybe(random, fields, "stream_options", "{}", "{\"include_usage\":false}", "{\"a\":[1]}");
        maybe(random, fields, "thinking_budget", "3", "null", "0");
        maybe(random, fields, "other \\\" one", "-1.5e-3", "\"max_tokens\\\":\"", "[{\"n\":{}}]");
        String body = written(random, fields);
        boolean completion = random.nextBoolean();
        String limitField = completion ? "max_completion_tokens" : "max_tokens";

        Map<String, Object> before = map(body);
        Map<String, Object> after =
                map(sent(body, limitField, new ThinkingLimit("thinking_budget", 9), true));

        Object own = before.get("max_completion_tokens");
        Object limit = own != null ? own : before.getOrDefault("max_tokens", 100);
        assertThat(after).as(body).containsEntry("model", "theirs");
        assertThat(after).as(body).containsEntry(limitField, limit == null ? 100 : limit);
        if (Boolean.TRUE.equals(before.get("stream"))) {
            assertThat(after.get("stream_options"))
                    .as(body)
                    .asInstanceOf(InstanceOfAssertFactories.MAP)
                    .containsEntry("include_usage", true);
        }
        for (String mine :
                List.of(
                        "model",
                        "max_tokens",
                        "max_completion_tokens",
                        "stream_options",
                        "thinking_budget")) {
            before.remove(mine);
            after.remove(mine);
        }
        assertThat(after).as(body).isEqualTo(before);
    }

    private static void maybe(
            RandomGenerator random, Map<String, String> fields, String name, String... values) {
        if (random.nextBoolean()) {
            fields.put(name, pick(random, values));
        }
    }

    private static String pick(RandomGenerator random, String... from) {
        return from[random.nextInt(from.length)];
    }

    private static String written(RandomGenerator random, Map<String, String> fields) {
        var names = new ArrayList<>(fields.keySet());
        Collections.shuffle(names, Random.from(random));
        var body = new StringBuilder(space(random)).append('{');
        String between = "";
        for (String name : names) {
            body.append(between)
                    .append(space(random))
                    .append('"')
                    .append(name)
                    .append('"')
                    .append(space(random))
                    .append(':')
                    .append(space(random))
                    .append(fields.get(name))
                    .append(space(random));
            between = ",";
        }
        return body.append('}').append(space(random)).toString();
    }

    private static String space(RandomGenerator random) {
        return pick(random, "", "", " ", "\n", "\t ");
    }

    private static Map<String, Object> map(String body) {
        return JSON.readValue(body, new TypeReference<Map<String, Object>>() {});
    }
}
