package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What a client reads, byte for byte, beside what the provider wrote.
class RelayTest {
    private static final String HEAD = "data: {\"id\":\"a\",\"object\":\"chat.completion.chunk\",";
    private static final String ROLE =
            HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\"}}]}\n\n";
    private static final String TEXT =
            HEAD
                    + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"h\u00e9 \u4f60 \ud83d\ude00\"}}],\"x\" : [1, {}]}\n\n";
    private static final String FINISH =
            HEAD + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            HEAD + "\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":5 }}\n\n";
    private static final String DONE = "data: [DONE]\n\n";
    private static final String COST = ",\"cost\":\"0.000012\",\"currency\":\"CNY\"";
    private static final String WITH_USAGE =
            "\"stream\":true,\"stream_options\":{\"include_usage\":true}";

    private static RawUpstream upstream;
    private static GatewayFixture grid;

    @BeforeAll
    static void start() {
        upstream = new RawUpstream(_ -> {});
        grid = GatewaySetup.standard().upstreams(0).foreign(upstream.url()).start();
    }

    @AfterAll
    static void stop() {
        grid.close();
        upstream.close();
    }

    private static void streams(String... pieces) {
        upstream.script(exchange -> {
            exchange.streamHead();
            for (String piece : pieces) {
                exchange.chunk(piece);
            }
            exchange.lastChunk();
        });
    }

    @Test
    void a_stream_passes_unchanged_wherever_it_is_cut() {
        byte[] whole =
                (": hi\n\n"
                                + ROLE
                                + TEXT
                                + "event: x\ndata: {\"choices\":[]}\n\n"
                                + FINISH
                                + USAGE
                                + DONE)
                        .getBytes(StandardCharsets.UTF_8);
        String expected =
                new String(whole, StandardCharsets.UTF_8).replace(" }}", " " + COST + "}}");
        Money before = grid.organization().spent();
        for (int cut = 1; cut < whole.length; cut++) {
            byte[] first = Arrays.copyOf(whole, cut);
            byte[] second = Arrays.copyOfRange(whole, cut, whole.length);
            upstream.script(exchange -> {
                exchange.streamHead();
                exchange.chunk(first);
                exchange.chunk(second);
                exchange.lastChunk();
            });

            var answer = grid.client().chat(WITH_USAGE);

            assertThat(answer.body()).as("cut at %d", cut).isEqualTo(expected);
        }
        assertThat(grid.organization().spent().minus(before))
                .isEqualTo(Money.ofAttos(12_000_000_000_000L * (whole.length - 1)));
    }

    @Test
    void a_json_answer_passes_unchanged() {
        String json =
                """
                { "choices" : [{"message":{"content":"hé"},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":2,"completion_tokens":5}, "x":1e400 }
                """;
        upstream.script(exchange -> exchange.json(200, json));

        var answer = grid.client().chat("");

        assertThat(answer.body()).isEqualTo(json);
        assertThat(answer.headers().firstValue("x-tokengrid-charge")).hasValue("0.000012");
    }

    @Test
    void the_request_passes_unchanged_but_for_what_the_gateway_decides() {
        upstream.script(exchange ->
                exchange.json(200, "{\"choices\":[{\"message\":{},\"finish_reason\":\"stop\"}]}"));
        String body =
                "{\"temperature\":0.10, \"model\":\"demo\",\"messages\":[{\"role\":\"user\","
                        + "\"content\":\"\\u4f60 h\"}],\"seed\":9007199254740993,"
                        + "\"unknown\":{\"a\":[1,{\"b\":null}]}}";

        grid.client().post(body);

        assertThat(upstream.bodies().getLast())
                .isEqualTo(
                        body.replace("\"demo\"", "\"served-model\"")
                                .replace("null}]}}", "null}]},\"max_tokens\":100}"));
        assertThat(upstream.heads().getLast().toLowerCase(Locale.ROOT))
                .contains("authorization: bearer secret")
                .doesNotContain("sk-test");
    }

    @Test
    void nothing_after_the_last_finish_reason_passes_before_the_settlement() {
        var settled = new CountDownLatch(1);
        upstream.script(exchange -> {
            exchange.streamHead();
            exchange.chunk(ROLE + TEXT);
            exchange.chunk(FINISH);
            await(settled);
            exchange.chunk(USAGE);
            exchange.chunk(DONE);
            exchange.lastChunk();
        });
        var open = grid.client().open(grid.client().request(GatewayClient.body(WITH_USAGE)));
        try (var in = open.body()) {
            var read = in.readNBytes((ROLE + TEXT).getBytes(StandardCharsets.UTF_8).length);
            assertThat(new String(read, StandardCharsets.UTF_8)).isEqualTo(ROLE + TEXT);
            assertThat(grid.gateway().open()).isOne();
            assertThat(in.available()).isZero();
            settled.countDown();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(FINISH + USAGE.replace(" }}", " " + COST + "}}") + DONE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_provider_that_gives_fewer_choices_still_has_the_charge_in_its_usage() {
        streams(ROLE, TEXT, FINISH, USAGE, DONE);

        var answer = grid.client().chat("\"n\":2," + WITH_USAGE);

        assertThat(answer.body()).contains(COST).endsWith(DONE);
        assertThat(grid.settled(answer).result().cut()).isFalse();
    }

    @Test
    void usage_before_the_text_holds_nothing_back() {
        streams(USAGE, ROLE, TEXT.repeat(3_000), FINISH, DONE);

        var answer = grid.client().chat(WITH_USAGE);

        assertThat(answer.body()).isEqualTo(USAGE + ROLE + TEXT.repeat(3_000) + FINISH + DONE);
    }

    @Test
    void a_last_frame_without_its_blank_line_gets_one() {
        streams(ROLE, TEXT, FINISH, USAGE, "data: [DONE]\n");

        assertThat(grid.client().chat(WITH_USAGE).body()).endsWith("}}\n\ndata: [DONE]\n\n");
    }

    @Test
    void usage_on_several_data_lines_goes_on_as_one() {
        streams(
                ROLE,
                TEXT,
                FINISH,
                "data: {\"choices\":[],\ndata: \"usage\":{\"prompt_tokens\":2,\ndata: \"completion_tokens\":5}}\n\n",
                DONE);

        assertThat(grid.client().chat(WITH_USAGE).body())
                .contains(
                        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":2,\"completion_tokens\":5"
                                + COST
                                + "}}\n\n");
    }

    @Test
    void a_connection_that_breaks_after_the_finish_ends_the_answer_at_once() {
        upstream.script(exchange -> {
            exchange.streamHead();
            exchange.chunk(ROLE + TEXT + FINISH);
            throw RawUpstream.Exchange.hangUp();
        });

        var answer = grid.client().chat(WITH_USAGE);

        assertThat(answer.body())
                .startsWith(ROLE + TEXT + FINISH + "data: {")
                .contains("\"source\":\"counted\",\"cost\":");
        assertThat(grid.settled(answer).result().cut()).isFalse();
        assertThat(grid.settled(answer).result().usage().source()).isEqualTo(UsageSource.COUNTED);
    }

    @Test
    void what_follows_the_finish_without_end_is_bounded() {
        upstream.script(exchange -> {
            exchange.streamHead();
            exchange.chunk(ROLE + TEXT + FINISH);
            while (true) {
                exchange.chunk(": on and on and on\n\n".repeat(100));
            }
        });

        var answer = grid.client().chat(WITH_USAGE);

        assertThat(answer.body()).startsWith(ROLE + TEXT + FINISH);
        assertThat(answer.body().length()).isLessThan(StreamRelay.MAX_HELD * 2);
        assertThat(grid.settled(answer).result().cut()).isFalse();
    }

    @Test
    void a_provider_that_never_ends_after_done_does_not_keep_the_client() {
        var end = new CountDownLatch(1);
        upstream.script(exchange -> {
            exchange.streamHead();
            exchange.chunk(ROLE + TEXT + FINISH + USAGE + DONE);
            await(end);
        });

        var answer = grid.client().chat(WITH_USAGE);

        assertThat(answer.body()).endsWith(DONE);
        grid.awaitQuiet();
        end.countDown();
    }

    @Test
    void a_very_long_json_answer_passes_as_it_comes_and_ends_with_its_settlement() {
        String text = "x".repeat(9 << 20);
        String json =
                "{\"choices\":[{\"message\":{\"content\":\""
                        + text
                        + "\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":2,"
                        + "\"completion_tokens\":5,\"completion_tokens_details\":{\"reasoning_tokens\":1}}}";
        upstream.script(exchange -> exchange.json(200, json));

        var answer = grid.client().chat("");

        assertThat(answer.body()).isEqualTo(json);
        assertThat(answer.headers().firstValue("x-tokengrid-call")).isPresent();
        assertThat(answer.headers().firstValue("x-tokengrid-charge")).isEmpty();
        var settled = grid.settled(answer);
        assertThat(settled.change().charge()).isEqualTo(Money.parse("0.000012"));
        assertThat(settled.result().usage().source()).isEqualTo(UsageSource.REPORTED);
        assertThat(settled.result().finishReason()).isEqualTo("length");
    }

    @Test
    void a_very_long_json_answer_without_usage_is_charged_its_hold_at_most() {
        String json = "{\"choices\":[{\"message\":{\"content\":\"" + "x".repeat(5 << 20) + "\"}}]}";
        upstream.script(exchange -> exchange.json(200, json));

        var answer = grid.client().chat("");

        assertThat(answer.body()).isEqualTo(json);
        var settled = grid.settled(answer);
        assertThat(settled.change().charge())
                .isEqualTo(grid.call(answer).admitted().change().amount());
        assertThat(settled.result().usage().source()).isEqualTo(UsageSource.ESTIMATED);
    }
}
