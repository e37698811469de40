package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.journal.Fact;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.metering.TokenCounter;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a provider does not report is counted exactly, however the text came (exactness C6, D5).
class ExactCountTest {
    private static final TokenCounter COUNTER = TokenCounters.shipped().forFamily("o200k");
    private static final String TEXT =
            "Billing counts 词元 \ud83d\ude00 as the model does: {\"a\": [1, 22, 333]}\r\n e\u0301. ";

    private final RawUpstream upstream = new RawUpstream(_ -> {});
    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .upstreams(0)
                    .foreign(upstream.url())
                    .model("demo", TestModel.standard().maxOutput(2_000_000))
                    .start();

    @AfterEach
    void stop() {
        grid.close();
        upstream.close();
    }

    /// A frame in which everything but letters is escaped, half a surrogate pair perhaps.
    private static String frame(String field, String text) {
        var escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 && Character.isLetter(c)) {
                escaped.append(c);
            } else {
                escaped.append("\\u%04x".formatted((int) c));
            }
        }
        return "data: {\"choices\":[{\"index\":0,\"delta\":{\""
                + field
                + "\":\""
                + escaped
                + "\"}}]}\n\n";
    }

    @Test
    void a_stream_that_breaks_off_anywhere_is_settled_at_the_count_of_what_came() {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        String text = TEXT.repeat(30);
        for (int round = 0; round < 60; round++) {
            int thought = random.nextInt(text.length());
            int said = 1 + random.nextInt(round % 3 == 0 ? 80 : text.length() - 1);
            List<String> frames = new ArrayList<>();
            int most = round % 3 == 0 ? 1 : 60;
            split(text.substring(0, thought), most, random)
                    .forEach(part -> frames.add(frame("reasoning_content", part)));
            split(text.substring(0, said), most, random)
                    .forEach(part -> frames.add(frame("content", part)));
            upstream.script(exchange -> {
                exchange.streamHead();
                exchange.chunk(String.join("", frames));
                throw RawUpstream.Exchange.hangUp();
            });

            var usage = grid.settled(grid.client().chat("\"stream\":true")).result().usage();

            assertThat(usage.output().value())
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(
                            COUNTER.count(text.substring(0, thought)).value()
                                    + COUNTER.count(text.substring(0, said)).value());
            assertThat(usage.input()).isEqualTo(new TokenCount(2));
            assertThat(usage.source()).isEqualTo(UsageSource.COUNTED);
        }
    }

    private static List<String> split(String text, int most, Random random) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 1 + random.nextInt(most));
            parts.add(text.substring(from, to));
            from = to;
        }
        return parts;
    }

    @Test
    void a_mark_has_the_exact_count_of_what_the_client_was_given() throws IOException {
        String said = TEXT.repeat(5);
        upstream.script(exchange -> {
            exchange.streamHead();
            for (int i = 0; i < said.length(); i++) {
                exchange.chunk(frame("content", said.substring(i, i + 1)));
            }
            awaitTheMark(COUNTER.count(said));
            throw RawUpstream.Exchange.hangUp();
        });

        var usage = grid.settled(grid.client().chat("\"stream\":true")).result().usage();

        assertThat(usage.output()).isEqualTo(COUNTER.count(said));
    }

    private void awaitTheMark(TokenCount output) {
        Await.until(
                "the stream is marked where it stands",
                () ->
                        grid.facts().stream()
                                .anyMatch(fact ->
                                        fact instanceof Fact.Marked mark
                                                && mark.output().equals(output)
                                                && mark.input().value() == 2));
    }

    @Test
    void frames_of_half_a_megabyte_are_counted_exactly() {
        String said = TEXT.repeat(2_000);
        String frame =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                        + said.replace("\"", "\\\"").replace("\r\n", "\\r\\n")
                        + "\"}}]}\n\n";
        upstream.script(exchange -> {
            exchange.streamHead();
            for (int i = 0; i < 3; i++) {
                exchange.chunk(frame);
            }
            throw RawUpstream.Exchange.hangUp();
        });

        var usage = grid.settled(grid.client().chat("\"stream\":true")).result().usage();

        assertThat(usage.output()).isEqualTo(COUNTER.count(said.repeat(3)));
    }

    @Test
    void a_long_prompt_and_a_long_answer_without_usage_are_counted_exactly() {
        String words = "some words, ".repeat(50_000);
        upstream.script(exchange ->
                exchange.json(
                        200,
                        "{\"choices\":[{\"message\":{\"content\":\""
                                + words
                                + "\"},\"finish_reason\":\"stop\"}]}"));

        var answer =
                grid.client()
                        .post(
                                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\""
                                        + words
                                        + "\"}]}");

        var usage = grid.settled(answer).result().usage();
        assertThat(usage.source()).isEqualTo(UsageSource.COUNTED);
        assertThat(usage.input()).isEqualTo(COUNTER.count(words));
        assertThat(usage.output()).isEqualTo(COUNTER.count(words));
    }

    @Test
    void every_reported_call_is_counted_beside_its_report() {
        String words = "some words, ".repeat(20_000);
        upstream.script(exchange ->
                exchange.json(
                        200,
                        "{\"choices\":[{\"message\":{\"content\":\"hello world\"},"
                                + "\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":9}}"));
        for (String prompt : List.of("hello world", words)) {
            var answer =
                    grid.client()
                            .post(
                                    "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\","
                                            + "\"content\":\""
                                            + prompt
                                            + "\"}]}");

            Await.until("it is counted", () -> grid.call(answer).counted() != null);
            OwnCount counted = Objects.requireNonNull(grid.call(answer).counted());
            assertThat(counted.input()).isEqualTo(COUNTER.count(prompt));
            assertThat(counted.output()).isEqualTo(new TokenCount(2));
            assertThat(counted.exact()).isTrue();
        }
    }
}
