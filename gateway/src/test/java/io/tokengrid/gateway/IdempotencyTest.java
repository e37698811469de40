package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.Money;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that a client repeats under one `Idempotency-Key` (exactness E).
class IdempotencyTest {
    private GatewayFixture grid = GatewaySetup.standard().start();

    @AfterEach
    void stop() {
        grid.close();
    }

    private HttpResponse<String> chat(String fields) {
        return grid.client().chat(fields, "idempotency-key", "k1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"upstream\":{\"tokens\":10}",
                "\"stream\":true,\"upstream\":{\"tokens\":10}",
                "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"upstream\":{\"tokens\":10}"
            })
    void a_repeated_request_gets_the_same_answer_and_is_charged_once(String fields) {
        var first = chat(fields);
        var second = chat(fields);

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("content-type"))
                .isEqualTo(first.headers().firstValue("content-type"));
        assertThat(second.headers().firstValue("x-tokengrid-replayed")).hasValue("true");
        assertThat(first.headers().firstValue("x-tokengrid-replayed")).isEmpty();
        assertThat(second.headers().firstValue("x-tokengrid-call"))
                .isEqualTo(first.headers().firstValue("x-tokengrid-call"));
        assertThat(second.headers().firstValue("x-tokengrid-charge")).hasValue("0.000022");
        assertThat(second.headers().firstValue("x-tokengrid-currency")).hasValue("CNY");
        assertThat(grid.calls()).hasSize(1);
        assertThat(grid.organization().spent()).isEqualTo(Money.parse("0.000022"));
    }

    @Test
    void while_the_first_is_served_the_second_is_told_so() {
        var first =
                grid.client()
                        .start(
                                grid.client()
                                        .request(
                                                GatewayClient.body(
                                                        "\"upstream\":{\"delay_ms\":500}"),
                                                "idempotency-key",
                                                "k1"));
        Await.until("the first is open", () -> grid.organization().openCalls() == 1);

        var second = chat("\"upstream\":{\"delay_ms\":500}");

        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(GatewayClient.code(second)).isEqualTo("idempotency_in_progress");
        assertThat(second.headers().firstValue("retry-after")).hasValue("1");
        assertThat(first.join().statusCode()).isEqualTo(200);
    }

    @Test
    void another_request_under_the_same_key_is_refused() {
        chat("\"seed\":1");

        var second = chat("\"seed\":2");

        assertThat(second.statusCode()).isEqualTo(422);
        assertThat(GatewayClient.code(second)).isEqualTo("idempotency_mismatch");
        assertThat(second.headers().firstValue("x-should-retry")).hasValue("false");
    }

    @Test
    void a_call_that_was_voided_frees_its_key() {
        assertThat(chat("\"upstream\":{\"status\":500,\"fail_first\":1,\"id\":\"a\"}").statusCode())
                .isEqualTo(502);

        var second = chat("\"upstream\":{\"status\":500,\"fail_first\":1,\"id\":\"a\"}");

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-tokengrid-replayed")).isEmpty();
    }

    @Test
    void a_charged_answer_that_was_cut_is_gone() {
        var first = chat("\"stream\":true,\"upstream\":{\"tokens\":9,\"disconnect_after\":4}");
        assertThat(grid.settled(first).result().cut()).isTrue();

        var second = chat("\"stream\":true,\"upstream\":{\"tokens\":9,\"disconnect_after\":4}");

        assertThat(second.statusCode()).isEqualTo(410);
        assertThat(GatewayClient.code(second)).isEqualTo("idempotency_answer_gone");
        assertThat(GatewayClient.json(second).at("/error/message").asString())
                .contains(grid.call(first).id().toString())
                .contains("0.00001");
    }

    @Test
    void an_answer_is_kept_within_bounds() {
        grid.close();
        grid =
                GatewaySetup.standard()
                        .options(o ->
                                Options.answers(
                                        o,
                                        new GatewayOptions.KeptAnswers(Duration.ofHours(1), 100)))
                        .start();
        chat("");

        assertThat(GatewayClient.code(chat(""))).isEqualTo("idempotency_answer_gone");
    }

    @Test
    void a_client_that_left_gets_its_answer_when_it_comes_again() throws IOException {
        String fields = "\"stream\":true,\"upstream\":{\"tokens\":20,\"tokens_per_second\":100}";
        try (var socket = RawClient.to(grid)) {
            socket.post(GatewayClient.body(fields), "idempotency-key: k1");
            assertThat(socket.in().readNBytes(300)).hasSize(300);
        }
        grid.awaitQuiet();

        var second = chat(fields);

        assertThat(second.headers().firstValue("x-tokengrid-replayed")).hasValue("true");
        assertThat(second.body()).endsWith("data: [DONE]\n\n");
        assertThat(grid.calls()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 50})
    void an_answer_that_a_power_loss_cut_short_is_gone(int left) throws IOException {
        var first = chat("\"upstream\":{\"tokens\":10}");
        Path file = grid.folder().resolve("answers").resolve(grid.call(first).id() + ".json");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), left));

        var second = chat("\"upstream\":{\"tokens\":10}");

        assertThat(second.statusCode()).isEqualTo(410);
        assertThat(GatewayClient.code(second)).isEqualTo("idempotency_answer_gone");
        assertThat(grid.calls()).hasSize(1);
    }
}
