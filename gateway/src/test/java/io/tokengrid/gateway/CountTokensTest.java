package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.units.KeyId;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Prompts that are counted for a client before it calls: free, without a provider.
class CountTokensTest {
    private static final String OPENAI = "/v1/count_tokens";
    private static final String ANTHROPIC = "/v1/messages/count_tokens";

    private static GatewayFixture grid;

    @BeforeAll
    static void start() {
        grid =
                GatewaySetup.standard()
                        .model("gpt-4o", TestModel.standard())
                        .model("gemini-2.5-pro", TestModel.standard())
                        .start();
        grid.key(new KeyId(3), "sk-other", new KeyLimits(null, List.of("other")));
    }

    @AfterAll
    static void stop() {
        grid.close();
    }

    @AfterEach
    void nothing_was_called_or_charged() {
        assertThat(grid.upstream().served().calls()).isEmpty();
        assertThat(grid.gateway().open()).isZero();
    }

    @Test
    void a_chat_is_counted_as_its_call_would_be() {
        HttpResponse<String> answer = post(OPENAI, GatewayClient.body("demo", ""));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode counted = GatewayClient.json(answer);
        assertThat(counted.at("/model").asString()).isEqualTo("demo");
        assertThat(counted.at("/input_tokens").asLong())
                .isEqualTo(
                        counted.at("/text_tokens").asLong() + counted.at("/media_tokens").asLong())
                .isPositive();
        assertThat(counted.at("/encoding").asString()).isNotBlank();
        assertThat(counted.at("/certainty").asString()).isIn("exact", "estimated", "calibrated");
        assertThat(counted.at("/left_out").isNull()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    "messages":[{"role":"user","content":"hello world"}] | "messages":[{"role":"user","content":"hello world"}]
                    "messages":[{"content":[{"text":"hello world","type":"text"}],"role":"user"}],"system":"Be brief." | "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hello world"}]
                    "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"messages":[{"role":"user","content":"天气?"}],"tools":[{"name":"f","description":"Weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}] | "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"天气?"}],"tools":[{"type":"function","function":{"name":"f","description":"Weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]
                    "messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"city":"上海"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"sunny"},{"type":"text","text":"Thanks"}]}] | "messages":[{"role":"assistant","content":[],"tool_calls":[{"id":"t","type":"function","function":{"name":"f","arguments":"{\\"city\\":\\"上海\\"}"}}]},{"role":"tool","tool_call_id":"t","content":[{"type":"text","text":"sunny"}]},{"role":"user","content":[{"type":"text","text":"Thanks"}]}]
                    "messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAYAAAB/HSuDAAAA"}}]}] | "messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAYAAAB/HSuDAAAA"}}]}]
                    """)
    void what_anthropics_clients_ask_is_what_openais_would(String anthropic, String openai) {
        HttpResponse<String> asked = post(ANTHROPIC, "{\"model\":\"gpt-4o\"," + anthropic + "}");
        HttpResponse<String> same = post(OPENAI, "{\"model\":\"gpt-4o\"," + openai + "}");

        assertThat(asked.statusCode()).as(asked.body()).isEqualTo(200);
        JsonNode counted = GatewayClient.json(asked);
        assertThat(counted.propertyNames()).containsExactly("input_tokens");
        assertThat(counted.at("/input_tokens").asLong())
                .isPositive()
                .isEqualTo(GatewayClient.json(same).at("/input_tokens").asLong());
    }

    @Test
    void a_document_is_counted_by_its_pages_in_both_dialects() {
        String head =
                "{\"model\":\"gemini-2.5-pro\",\"messages\":[{\"role\":\"user\",\"content\":[";
        String file = head + FilesHoldTest.PDF + "]}]}";
        String document =
                head
                        + "{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\""
                        + FilesHoldTest.PAGES
                        + "\"}}]}]}";
        JsonNode counted = GatewayClient.json(post(OPENAI, file));

        assertThat(counted.at("/media_tokens").asLong()).isEqualTo(2 * 258);
        assertThat(counted.at("/left_out").isNull()).isTrue();
        assertThat(GatewayClient.json(post(ANTHROPIC, document)).at("/input_tokens"))
                .isEqualTo(counted.at("/input_tokens"));
    }

    @Test
    void a_part_that_cannot_be_counted_is_named() {
        HttpResponse<String> answer =
                post(
                        OPENAI,
                        "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":"
                                + "[{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}]}]}");

        assertThat(GatewayClient.json(answer).at("/left_out").asString()).isEqualTo("file");
        assertThat(GatewayClient.json(answer).at("/certainty").asString()).isEqualTo("estimated");
    }

    @Test
    void a_long_prompt_is_counted_too() {
        String body = GatewayClient.body("demo", "").replace("hello world", "word ".repeat(40_000));

        assertThat(GatewayClient.json(post(OPENAI, body)).at("/input_tokens").asLong())
                .isBetween(40_000L, 41_000L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    sk-none  | {"model":"demo","messages":[]} | 401 | invalid_api_key   | authentication_error
                    sk-other | {"model":"demo","messages":[]} | 403 | model_not_allowed | permission_error
                    ''       | {"model":"none","messages":[]} | 404 | model_not_found   | not_found_error
                    ''       | {"messages":[]}                | 400 | invalid_request   | invalid_request_error
                    ''       | {"model":7,"messages":[]}      | 400 | invalid_request   | invalid_request_error
                    ''       | {"model":"demo"                | 400 | invalid_request   | invalid_request_error
                    ''       | []                             | 400 | invalid_request   | invalid_request_error
                    """)
    void a_refusal_has_the_form_of_its_path(
            String key, String body, int status, String code, String type) {
        HttpResponse<String> openai = post(OPENAI, body, key);
        assertThat(openai.statusCode()).as(openai.body()).isEqualTo(status);
        assertThat(GatewayClient.code(openai)).isEqualTo(code);

        HttpResponse<String> anthropic = post(ANTHROPIC, body, key);
        assertThat(anthropic.statusCode()).isEqualTo(status);
        JsonNode error = GatewayClient.json(anthropic);
        assertThat(error.at("/type").asString()).isEqualTo("error");
        assertThat(error.at("/error/type").asString()).isEqualTo(type);
        assertThat(error.at("/error/code").asString()).isEqualTo(code);
        assertThat(error.at("/error/message").asString()).isNotBlank();
    }

    private static HttpResponse<String> post(String path, String body) {
        return post(path, body, "");
    }

    private static HttpResponse<String> post(String path, String body, String key) {
        String secret = key.isEmpty() ? GatewayFixture.SECRET : key;
        return grid.client()
                .send(
                        grid.client()
                                .to(path)
                                .header("x-api-key", secret)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build());
    }
}
