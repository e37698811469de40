package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.Money;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How much requests and whole answers may take of the memory, all calls together.
class BuffersTest {
    private static final int MOST = 64 << 10;

    private final RawUpstream upstream =
            new RawUpstream(exchange -> exchange.json(200, answer("x".repeat(40 << 10))));
    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .upstreams(0)
                    .foreign(upstream.url())
                    .options(o -> Options.buffered(o, MOST))
                    .start();

    @AfterEach
    void stop() {
        grid.close();
        upstream.close();
    }

    private static String answer(String text) {
        return "{\"choices\":[{\"message\":{\"content\":\""
                + text
                + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":2,"
                + "\"completion_tokens\":5}}";
    }

    @Test
    void an_answer_for_which_there_is_no_room_passes_as_it_comes_and_is_charged_the_same() {
        String whole = answer("x".repeat(200 << 10));
        upstream.script(exchange -> exchange.json(200, whole));

        var answer = grid.client().chat("");

        assertThat(answer.body()).isEqualTo(whole);
        assertThat(answer.headers().firstValue("x-tokengrid-charge")).isEmpty();
        assertThat(grid.settled(answer).change().charge()).isEqualTo(Money.parse("0.000012"));
        assertThat(grid.gateway().buffers().taken()).isZero();
    }

    @Test
    void a_request_for_which_there_is_no_room_is_refused_before_it_is_forwarded() {
        String padding = "\"padding\":\"" + "x".repeat(MOST) + "\"";

        var refused = grid.client().chat(padding);

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(refused)).isEqualTo("overloaded");
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(upstream.bodies()).isEmpty();
        grid.awaitQuiet();
        assertThat(grid.gateway().buffers().taken()).isZero();
        assertThat(grid.client().chat("").statusCode()).isEqualTo(200);
    }

    @Test
    void answers_leave_a_quarter_to_requests() {
        var share = new Buffers(100).share();

        assertThat(share.takeForAnswer(75)).isTrue();
        assertThat(share.takeForAnswer(1)).isFalse();
        assertThat(share.takeForRequest(25)).isTrue();
        assertThat(share.takeForRequest(1)).isFalse();
    }

    @Test
    void many_answers_at_once_are_served_whole_or_as_they_come() {
        List<CompletableFuture<String>> answers =
                IntStream.range(0, 40)
                        .mapToObj(i ->
                                grid.client()
                                        .start(grid.client().request(GatewayClient.body("")))
                                        .thenApply(answer -> answer.body()))
                        .toList();

        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.join()).isEqualTo(answer("x".repeat(40 << 10))));
        assertThat(grid.calls()).hasSize(40).allMatch(call -> call.settled() != null);
        assertThat(grid.organization().spent()).isEqualTo(Money.parse("0.00048"));
        assertThat(grid.gateway().buffers().taken()).isZero();
    }

    @Test
    void an_answer_that_is_to_be_kept_and_finds_no_room_is_gone_when_it_is_asked_for_again() {
        var first = grid.client().chat("", "idempotency-key", "k");
        var second = grid.client().chat("", "idempotency-key", "k");

        assertThat(first.body()).isEqualTo(answer("x".repeat(40 << 10)));
        assertThat(GatewayClient.code(second)).isEqualTo("idempotency_answer_gone");
        assertThat(grid.calls()).hasSize(1);
    }
}
