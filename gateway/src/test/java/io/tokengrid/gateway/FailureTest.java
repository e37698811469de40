package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallState;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.metering.UsageFlag;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of a call whose provider fails or lies (exactness B5, D5; issue 2, "Bad input").
class FailureTest {
    private GatewayFixture grid = GatewaySetup.standard().start();

    @AfterEach
    void stop() {
        grid.close();
    }

    private void restart(GatewaySetup setup) {
        grid.close();
        grid = setup.start();
    }

    private HttpResponse<String> chat(String controls) {
        return grid.client().chat("\"upstream\":{\"tokens\":10," + controls + "}");
    }

    private HttpResponse<String> stream(String controls) {
        return grid.client().chat("\"stream\":true,\"upstream\":{\"tokens\":10," + controls + "}");
    }

    private void assertNothingCharged(HttpResponse<String> answer, String reason) {
        assertThat(grid.voided(answer).reason()).isEqualTo(reason);
        assertThat(grid.organization().spent()).isEqualTo(Money.ZERO);
        assertThat(grid.organization().held()).isEqualTo(Money.ZERO);
    }

    @ParameterizedTest
    @CsvSource({
        "absurd, true",
        "negative, true",
        "cached_over_prompt, true",
        "absurd, false",
        "negative, false",
        "cached_over_prompt, false"
    })
    void impossible_usage_is_billed_by_our_count_kept_raw_and_flagged(String lie, boolean stream) {
        String controls = "\"usage_lie\":\"" + lie + "\"";
        var answer = stream ? stream(controls) : chat(controls);

        assertThat(answer.statusCode()).isEqualTo(200);
        var settled = grid.settled(answer);
        assertThat(settled.change().charge()).isEqualTo(Money.parse("0.000022"));
        assertThat(settled.result().usage().flags()).contains(UsageFlag.IMPOSSIBLE);
        assertThat(settled.result().usage().source()).isEqualTo(UsageSource.COUNTED);
        assertThat(settled.result().reported().isEmpty()).isFalse();
    }

    @Test
    void an_answer_above_the_limit_sent_is_billed_its_hold_at_most() {
        var answer =
                grid.client()
                        .chat(
                                "\"max_tokens\":4,\"upstream\":{\"tokens\":400,\"ignore_limit\":true}");

        var settled = grid.settled(answer);
        assertThat(settled.result().usage().flags()).contains(UsageFlag.IMPOSSIBLE);
        assertThat(settled.result().usage().output()).isEqualTo(new TokenCount(400));
        assertThat(settled.change().charge())
                .isEqualTo(grid.call(answer).admitted().change().amount());
        assertThat(settled.change().overrun()).isEqualTo(Money.ZERO);
    }

    @Test
    void merely_surprising_usage_is_billed_and_goes_to_the_audit() {
        var answer = chat("\"usage_lie\":\"zero_output\"");

        assertThat(grid.settled(answer).change().charge()).isEqualTo(Money.parse("0.000002"));
        Await.until("it is counted", () -> grid.call(answer).counted() != null);
        OwnCount counted = grid.call(answer).counted();
        assertThat(counted).isNotNull().extracting(OwnCount::output).isEqualTo(new TokenCount(10));
    }

    @Test
    void an_error_in_a_stream_ends_it_with_the_providers_words_and_settles_what_came() {
        var answer = stream("\"error_after\":4");

        assertThat(answer.statusCode()).isEqualTo(200);
        var last = GatewayClient.JSON.readTree(GatewayClient.payloads(answer.body()).getLast());
        assertThat(last.at("/error/message").asString()).isEqualTo("the model stopped");
        assertThat(answer.body()).doesNotContain("[DONE]");
        assertCutAfterFourTokens(answer, "upstream_failed");
    }

    @Test
    void a_stream_that_breaks_ends_with_an_error_frame_and_settles_what_came() {
        var answer = stream("\"disconnect_after\":4");

        var last = GatewayClient.JSON.readTree(GatewayClient.payloads(answer.body()).getLast());
        assertThat(last.at("/error/code").asString()).isEqualTo("upstream_broke_off");
        assertCutAfterFourTokens(answer, "upstream_broke_off");
    }

    @Test
    void a_stream_that_stalls_is_ended_by_the_deadline_and_settles_what_came() {
        restart(GatewaySetup.standard().options(o -> Options.deadline(o, Duration.ofSeconds(3))));

        var answer = stream("\"stall_after\":4");

        var last = GatewayClient.JSON.readTree(GatewayClient.payloads(answer.body()).getLast());
        assertThat(last.at("/error/code").asString()).isEqualTo("upstream_timeout");
        assertCutAfterFourTokens(answer, "deadline");
    }

    private void assertCutAfterFourTokens(HttpResponse<String> answer, String failure) {
        var settled = grid.settled(answer);
        assertThat(settled.result().cut()).isTrue();
        assertThat(settled.result().usage().output()).isEqualTo(new TokenCount(4));
        assertThat(settled.result().usage().source()).isEqualTo(UsageSource.COUNTED);
        assertThat(settled.change().charge()).isEqualTo(Money.parse("0.00001"));
        assertThat(settled.result().attempts())
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.failure()).isEqualTo(failure));
        assertThat(grid.call(answer).delivered())
                .isNotNull()
                .extracting(Fact.Delivered::complete)
                .isEqualTo(false);
    }

    @Test
    void a_call_that_takes_too_long_expires_and_frees_its_hold() {
        restart(GatewaySetup.standard().options(o -> Options.deadline(o, Duration.ofMillis(300))));

        var answer = chat("\"delay_ms\":60000");

        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(GatewayClient.code(answer)).isEqualTo("upstream_timeout");
        assertThat(grid.call(answer).state()).isEqualTo(CallState.EXPIRED);
        assertNothingCharged(answer, "deadline");
    }

    @Test
    void the_providers_word_on_a_bad_request_is_passed_on() {
        var answer = chat("\"status\":400,\"code\":\"strange_field\"");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(GatewayClient.code(answer)).isEqualTo("strange_field");
        assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        assertNothingCharged(answer, "upstream_invalid_request");
    }

    @ParameterizedTest
    @CsvSource({
        "401, 502, upstream_failed, upstream_auth",
        "403, 502, upstream_failed, upstream_permission",
        "404, 502, upstream_failed, upstream_not_found",
        "408, 504, upstream_timeout, upstream_timeout",
        "429, 429, upstream_rate_limit, upstream_rate_limit",
        "500, 502, upstream_failed, upstream_server_error",
        "503, 502, upstream_failed, upstream_server_error",
        "302, 502, upstream_failed, upstream_server_error"
    })
    void a_providers_failure_has_a_stable_code(int theirs, int status, String code, String reason) {
        var answer = chat("\"status\":" + theirs + ",\"retry_after\":7");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(GatewayClient.code(answer)).isEqualTo(code);
        if (status == 429) {
            assertThat(answer.headers().firstValue("retry-after")).hasValue("7");
        }
        assertThat(grid.call(answer).settled()).isNull();
        assertNothingCharged(answer, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"stream\":true", "\"stream\":false"})
    void an_error_under_status_200_is_a_failure(String stream) {
        var answer = grid.client().chat(stream + ",\"upstream\":{\"error_in_200\":true}");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertNothingCharged(answer, "upstream_server_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"over", "under"})
    void a_json_answer_that_is_not_all_there_is_a_failure(String length) {
        var answer = chat("\"content_length\":\"" + length + "\"");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertNothingCharged(answer, "upstream_server_error");
    }

    @Test
    void a_stream_that_breaks_before_its_first_token_is_not_charged() {
        var answer = stream("\"disconnect_after\":0,\"usage\":\"none\"");

        assertNothingCharged(answer, "upstream_server_error");
    }

    @Test
    void a_provider_that_is_not_there_is_a_failure() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        restart(GatewaySetup.standard().upstreams(0).foreign("http://127.0.0.1:" + port + "/v1"));

        var answer = grid.client().chat("");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(GatewayClient.code(answer)).isEqualTo("upstream_failed");
        assertNothingCharged(answer, "upstream_server_error");
    }
}
