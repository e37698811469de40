package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Fact;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Streams as providers of all kinds send them (exactness C4, contract "Data plane").
class StreamTest {
    private static final String ASKED =
            "\"stream\":true,\"stream_options\":{\"include_usage\":true}";
    private static final Money CHARGE = Money.parse("0.000022");

    private static GatewayFixture grid;

    @BeforeAll
    static void start() {
        grid = GatewaySetup.standard().start();
    }

    @AfterAll
    static void stop() {
        grid.close();
    }

    private static HttpResponse<String> stream(String controls) {
        return grid.client()
                .chat("\"stream\":true,\"upstream\":{\"tokens\":10,\"seed\":5" + controls + "}");
    }

    private static HttpResponse<String> streamWithUsage(String controls) {
        return grid.client()
                .chat(ASKED + ",\"upstream\":{\"tokens\":10,\"seed\":5" + controls + "}");
    }

    @Test
    void usage_that_was_not_asked_for_is_asked_for_and_left_out() {
        var answer = stream("");

        assertThat(answer.body()).doesNotContain("\"usage\":{").endsWith("data: [DONE]\n\n");
        assertThat(GatewayClient.chunks(answer))
                .allMatch(chunk -> chunk.at("/choices/0").isObject());
        assertThat(grid.settled(answer).result().usage().source()).isEqualTo(UsageSource.REPORTED);
        assertThat(grid.settled(answer).change().charge()).isEqualTo(CHARGE);
    }

    @ParameterizedTest
    @CsvSource({
        "standard, REPORTED",
        "always, REPORTED",
        "none, COUNTED",
        "every_chunk, REPORTED",
        "in_choice, REPORTED",
        "on_finish, REPORTED"
    })
    void wherever_usage_stands_the_charge_is_the_same(String placement, UsageSource source) {
        String controls = ",\"usage\":\"" + placement + "\"";
        for (HttpResponse<String> answer : List.of(stream(controls), streamWithUsage(controls))) {
            assertThat(GatewayClient.payloads(answer.body()).getLast()).isEqualTo("[DONE]");
            var settled = grid.settled(answer);
            assertThat(settled.result().usage().source()).isEqualTo(source);
            assertThat(settled.result().cut()).isFalse();
            assertThat(settled.change().charge()).isEqualTo(CHARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "always", "every_chunk", "on_finish"})
    void the_charge_stands_in_the_last_usage_only(String placement) {
        var chunks = GatewayClient.chunks(streamWithUsage(",\"usage\":\"" + placement + "\""));

        List<JsonNode> charged =
                chunks.stream().filter(chunk -> chunk.at("/usage/cost").isString()).toList();
        assertThat(charged).hasSize(1);
        assertThat(charged.getFirst().at("/usage/cost").asString()).isEqualTo("0.000022");
        assertThat(charged.getFirst().at("/usage/currency").asString()).isEqualTo("CNY");
        assertThat(charged.getFirst()).isEqualTo(chunks.getLast());
    }

    @ParameterizedTest
    @CsvSource({
        "frame, false, false",
        "batch, false, true",
        "split, false, false",
        "split, true, true",
        "utf8, false, true",
        "utf8, true, false"
    })
    void however_a_stream_is_cut_it_means_the_same(String cut, boolean crlf, boolean comments) {
        String plain = text(streamWithUsage(",\"unicode\":true"));
        var answer =
                streamWithUsage(
                        ",\"unicode\":true,\"cut\":\""
                                + cut
                                + "\",\"crlf\":"
                                + crlf
                                + ",\"comments\":"
                                + comments);

        assertThat(text(answer)).isEqualTo(plain);
        assertThat(answer.body().contains("\r\n")).isEqualTo(crlf);
        assertThat(answer.body().contains(": keep-alive")).isEqualTo(comments);
        assertThat(grid.settled(answer).change().charge()).isEqualTo(CHARGE);
    }

    private static String text(HttpResponse<String> answer) {
        return GatewayClient.text(GatewayClient.chunks(answer));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"done\":false"})
    void usage_that_was_asked_for_and_never_came_is_our_count_with_the_charge(String end) {
        var answer = streamWithUsage(",\"usage\":\"none\"" + end);

        var usage = GatewayClient.chunks(answer).getLast();
        var settled = grid.settled(answer);
        assertThat(usage.at("/choices").isEmpty()).isTrue();
        assertThat(usage.at("/usage/completion_tokens").asLong())
                .isEqualTo(settled.result().usage().output().value());
        assertThat(usage.at("/usage/total_tokens").asLong())
                .isEqualTo(settled.result().usage().total().value());
        assertThat(usage.at("/usage/source").asString())
                .isEqualTo(settled.result().usage().source().name().toLowerCase(Locale.ROOT));
        assertThat(usage.at("/usage/cost").asString())
                .isEqualTo(settled.change().charge().toString());
        assertThat(answer.body().contains("[DONE]")).isEqualTo(end.isEmpty());
        assertThat(GatewayClient.chunks(answer))
                .filteredOn(c -> c.has("usage") && c.get("usage").isObject())
                .hasSize(1);
    }

    @Test
    void a_stream_without_done_is_whole_once_the_model_has_finished() {
        var answer = streamWithUsage(",\"done\":false");

        assertThat(answer.body()).doesNotContain("[DONE]").doesNotContain("error");
        assertThat(grid.settled(answer).result().cut()).isFalse();
        assertThat(grid.settled(answer).change().charge()).isEqualTo(CHARGE);
    }

    @Test
    void text_that_repeats_itself_is_not_added_up() {
        var answer = streamWithUsage(",\"cumulative\":true,\"usage\":\"every_chunk\"");

        assertThat(grid.settled(answer).change().charge()).isEqualTo(CHARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void all_choices_are_charged(String streamed) {
        var answer =
                grid.client()
                        .chat("\"n\":3,\"stream\":" + streamed + ",\"upstream\":{\"tokens\":10}");

        assertThat(grid.settled(answer).change().charge()).isEqualTo(Money.parse("0.000062"));
        assertThat(grid.call(answer).admitted().call().outputBound())
                .isEqualTo(new TokenCount(300));
        if (streamed.equals("true")) {
            assertThat(GatewayClient.chunks(answer))
                    .filteredOn(chunk -> chunk.at("/choices/0/finish_reason").isString())
                    .hasSize(3);
        }
    }

    @Test
    void thinking_and_cached_input_are_classes_of_their_own() {
        var answer =
                grid.client()
                        .chat("\"upstream\":{\"tokens\":10,\"reasoning\":4,\"cached_percent\":50}");

        var usage = grid.settled(answer).result().usage();
        assertThat(usage.count(TokenClass.REASONING)).isEqualTo(new TokenCount(4));
        assertThat(usage.count(TokenClass.OUTPUT)).isEqualTo(new TokenCount(6));
        assertThat(usage.count(TokenClass.CACHED_INPUT)).isEqualTo(new TokenCount(1));
        assertThat(usage.count(TokenClass.INPUT)).isEqualTo(new TokenCount(1));
    }

    @Test
    void tool_calls_pass_and_are_counted() {
        var answer = streamWithUsage(",\"tool_calls\":2,\"tokens\":40");

        assertThat(answer.body()).contains("\"tool_calls\":[{\"index\":1");
        assertThat(grid.settled(answer).result().finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void settled_calls_are_audited_by_our_own_count() {
        var answer = stream("");

        Await.until("the count is recorded", () -> grid.call(answer).counted() != null);
        var counted = Objects.requireNonNull(grid.call(answer).counted());
        assertThat(counted.input()).isEqualTo(new TokenCount(2));
        assertThat(counted.output()).isEqualTo(new TokenCount(10));
        assertThat(counted.exact()).isTrue();
    }

    @Test
    void a_stream_is_marked_at_its_first_byte() {
        var answer = stream(",\"first_token_ms\":300");

        assertThat(grid.settled(answer).result().firstByte()).isNotNull();
        assertThat(grid.facts())
                .anySatisfy(fact ->
                        assertThat(fact)
                                .isInstanceOfSatisfying(
                                        Fact.Marked.class,
                                        mark -> {
                                            assertThat(mark.call())
                                                    .isEqualTo(grid.call(answer).id());
                                            assertThat(mark.input()).isEqualTo(new TokenCount(2));
                                        }));
    }
}
