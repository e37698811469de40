package io.tokengrid.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.ledger.KeyLimits;
import io.tokengrid.units.KeyId;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are refused, each with its stable code (issue 2, "Bad input"; contract, "Data
/// plane"). None of them reaches a provider.
class BadInputTest {
    private static GatewayFixture grid;

    @BeforeAll
    static void start() {
        grid =
                GatewaySetup.standard()
                        .model("unpriced", TestModel.standard().priced(null, "1"))
                        .model("window", TestModel.standard().contextWindow(50))
                        .start();
        grid.key(new KeyId(2), "sk-old", new KeyLimits(Instant.now(), List.of()));
        grid.key(new KeyId(3), "sk-other", new KeyLimits(null, List.of("other")));
        grid.key(new KeyId(4), "sk-revoked", KeyLimits.NONE);
        grid.account((ledger, now) -> ledger.decideRevocation(new KeyId(4), now));
    }

    @AfterAll
    static void stop() {
        grid.close();
    }

    @AfterEach
    void nothing_reached_a_provider() {
        assertThat(grid.upstream().served().calls()).isEmpty();
        assertThat(grid.gateway().open()).isZero();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(GatewayClient.code(answer)).isEqualTo(code);
        assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(answer.headers().firstValue("x-tokengrid-call")).isEmpty();
        assertThat(GatewayClient.json(answer).at("/error/message").asString()).isNotBlank();
        assertThat(GatewayClient.json(answer).at("/error/type").asString()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]",
                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} x",
                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"\u0001\"}]}",
                "{\"model\":\"demo\"}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}",
                "{\"model\":\"demo\",\"messages\":{}}",
                "{\"model\":\"demo\",\"messages\":[]}",
                "{\"model\":\"demo\",\"messages\":[7]}"
            })
    void a_body_that_is_no_chat_request(String body) {
        assertRefused(grid.client().post(body), 400, "invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"n\":0', n",
        "'\"n\":129', n",
        "'\"n\":\"1\"', n",
        "'\"n\":1.5', n",
        "'\"n\":99999999999999999999', n",
        "'\"stream\":1', stream",
        "'\"stream\":\"true\"', stream",
        "'\"max_tokens\":0', max_tokens",
        "'\"max_tokens\":-1', max_tokens",
        "'\"max_tokens\":1e3', max_tokens",
        "'\"max_completion_tokens\":10000000000', max_completion_tokens",
        "'\"stream_options\":null', stream_options",
        "'\"stream_options\":[]', stream_options",
        "'\"stream_options\":{\"include_usage\":3}', stream_options.include_usage",
        "'\"model\":\"demo\"', model",
        "'\"stream\":true,\"stream\":false', stream",
        "'\"n\":1,\"n\":1', n",
        "'\"messages\":[]', messages"
    })
    void a_field_that_decides_the_price_is_of_its_type_and_stands_there_once(
            String fields, String param) {
        var answer = grid.client().chat(fields);

        assertRefused(answer, 400, "invalid_request");
        assertThat(GatewayClient.json(answer).at("/error/param").asString()).isEqualTo(param);
    }

    @Test
    void json_that_is_nested_too_deep() {
        String deep = "[".repeat(500) + "]".repeat(500);

        assertRefused(grid.client().chat("\"x\":" + deep), 400, "invalid_request");
    }

    @Test
    void a_model_that_nobody_knows() {
        var answer = grid.client().post(GatewayClient.body("what\\\"ever", ""));

        assertRefused(answer, 404, "model_not_found");
        assertThat(GatewayClient.json(answer).at("/error/param").asString()).isEqualTo("model");
        assertThat(GatewayClient.json(answer).at("/error/message").asString())
                .contains("what\"ever");
    }

    @Test
    void a_model_without_a_price() {
        assertRefused(grid.client().post(GatewayClient.body("unpriced", "")), 422, "price_unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "Bearer sk-wrong, 401, invalid_api_key",
        "Basic sk-test, 401, invalid_api_key",
        "Bearer, 401, invalid_api_key",
        "Bearer sk-old, 401, key_expired",
        "Bearer sk-revoked, 401, key_revoked",
        "Bearer sk-other, 403, model_not_allowed"
    })
    void a_key_that_may_not_call(String authorization, int status, String code) {
        var answer = grid.client().post(GatewayClient.body(""), "authorization", authorization);

        assertRefused(answer, status, code);
    }

    @Test
    void no_key_at_all() {
        var request =
                grid.client()
                        .to("/v1/chat/completions")
                        .POST(HttpRequest.BodyPublishers.ofString(GatewayClient.body("")))
                        .build();

        assertRefused(grid.client().send(request), 401, "invalid_api_key");
    }

    @Test
    void a_key_is_looked_at_before_the_body() {
        assertRefused(
                grid.client().post("{", "authorization", "Bearer wrong"), 401, "invalid_api_key");
    }

    @Test
    void a_file_in_a_model_whose_input_nothing_bounds() {
        String body =
                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":["
                        + "{\"type\":\"file\",\"file\":{\"file_id\":\"x\"}}]}]}";

        assertRefused(grid.client().post(body), 400, "input_unbounded");
    }

    @Test
    void an_idempotency_key_of_other_characters() {
        assertRefused(
                grid.client().chat("", "idempotency-key", "a b"), 400, "invalid_idempotency_key");
    }

    @Test
    void an_idempotency_key_that_is_too_long() {
        assertRefused(
                grid.client().chat("", "idempotency-key", "k".repeat(256)),
                400,
                "invalid_idempotency_key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "=b", "a=", "a=b,", "a=b,,c=d", "a=b,c"})
    void tags_that_are_no_pairs(String tags) {
        assertRefused(grid.client().chat("", "x-tokengrid-tags", tags), 400, "invalid_tags");
    }

    @Test
    void a_body_over_the_limit_that_says_so() {
        assertRefused(
                grid.client().chat("\"x\":\"" + "y".repeat(2 << 20) + '"'), 413, "body_too_large");
    }

    @Test
    void a_body_over_the_limit_in_chunks() {
        var body = "\"x\":\"" + "y".repeat(2 << 20) + '"';
        var request =
                grid.client()
                        .to("/v1/chat/completions")
                        .header("authorization", "Bearer " + GatewayFixture.SECRET)
                        .POST(
                                HttpRequest.BodyPublishers.ofInputStream(() ->
                                        new ByteArrayInputStream(
                                                GatewayClient.body(body).getBytes(UTF_8))))
                        .build();

        assertRefused(grid.client().send(request), 413, "body_too_large");
    }

    @Test
    void a_get_of_the_calls_path_is_for_the_control_plane() {
        var answer = grid.client().send(grid.client().to("/v1/chat/completions").GET().build());

        assertThat(answer.body()).isEqualTo("GET /v1/chat/completions");
    }
}
