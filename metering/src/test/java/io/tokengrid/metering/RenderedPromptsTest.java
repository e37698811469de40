package io.tokengrid.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.prompt.ChatTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Prompts against the published templates, rendered by their own engine.
class RenderedPromptsTest {
    /// Whose vocabulary the oracles were counted with; GPT-4o's if none stands here.
    private static final Map<ChatTemplate, String> VOCABULARY =
            Map.of(ChatTemplate.CHATML, "qwen", ChatTemplate.DEEPSEEK, "deepseek");

    static Stream<Arguments> oracles() throws IOException {
        try (InputStream in =
                RenderedPromptsTest.class.getResourceAsStream("/prompt-oracles/rendered.json")) {
            JsonNode all = JsonMapper.shared().readTree(in);
            return all.valueStream()
                    .flatMap(oracle ->
                            oracle.get("tokens")
                                    .propertyStream()
                                    .map(figure ->
                                            Arguments.of(
                                                    oracle.get("id").asString(),
                                                    ChatTemplate.valueOf(
                                                            figure.getKey()
                                                                    .toUpperCase(Locale.ROOT)),
                                                    figure.getValue().asLong(),
                                                    oracle.get("request").toString())));
        }
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("oracles")
    void a_prompt_is_counted_as_its_template_writes_it(
            String id, ChatTemplate template, long tokens, String request) {
        PromptCount count = count(request, template, VOCABULARY.getOrDefault(template, "o200k"));

        assertThat(count.tokens().value()).isEqualTo(tokens);
        if (template != ChatTemplate.MINIMAX) {
            assertThat(count.certainty()).isEqualTo(Certainty.EXACT);
            assertThat(count.error().isZero()).isTrue();
        }
    }

    @Test
    void there_are_enough_of_them() throws IOException {
        assertThat(oracles().count()).isGreaterThan(50);
    }

    /// Figures of the published templates: u is a user's `hi`, s a system's, a an assistant's.
    @ParameterizedTest
    @CsvSource({
        "OPENAI, u, 8",
        "OPENAI, su, 13",
        "CHATML, u, 9",
        "CHATML, su, 15",
        "CHATML, uau, 21",
        "DEEPSEEK, u, 4",
        "DEEPSEEK, su, 5",
        "DEEPSEEK, uau, 9",
        "LLAMA, u, 11",
        "LLAMA, su, 17",
        "LLAMA, uau, 23",
        "GEMMA, u, 10",
        "GEMMA, su, 12",
        "GEMMA, uau, 22",
        "KIMI, u, 17",
        "KIMI, su, 13",
        "KIMI, uau, 27",
        "PLAIN, uau, 3",
    })
    void a_word_costs_what_the_template_writes_around_it(
            ChatTemplate template, String roles, long tokens) {
        assertThat(count(chat(roles, ""), template, "o200k").tokens().value()).isEqualTo(tokens);
    }

    @ParameterizedTest
    @CsvSource({"CHATML, qwen, 82", "KIMI, kimi, 6"})
    void tools_cost_so_much_besides_their_own_text(
            ChatTemplate template, String family, long fixed) {
        String tool =
                "{\"type\": \"function\", \"function\": {\"name\": \"look_up\", \"parameters\": {}}}";
        long one = count(chat("u", tool), template, family).tokens().value();
        long two = count(chat("u", tool + "," + tool), template, family).tokens().value();
        long none = count(chat("u", ""), template, family).tokens().value();

        assertThat(one - none - (two - one)).isEqualTo(fixed);
    }

    /// OpenAI's cookbook, "How to count tokens with tiktoken", section on tools: what the API
    /// reported for this request.
    @ParameterizedTest
    @CsvSource({"OPENAI, o200k, 101", "OPENAI_GPT4, cl100k, 105"})
    void openais_tools_cost_what_its_cookbook_says(
            ChatTemplate template, String family, long tokens) {
        String request =
                """
                {"messages": [
                  {"role": "system", "content":
                    "You are a helpful assistant that can answer to questions about the weather."},
                  {"role": "user", "content": "What's the weather like in San Francisco?"}],
                 "tools": [{"type": "function", "function": {
                  "name": "get_current_weather",
                  "description": "Get the current weather in a given location",
                  "parameters": {"type": "object", "properties": {
                    "location": {"type": "string",
                      "description": "The city and state, e.g. San Francisco, CA"},
                    "unit": {"type": "string",
                      "description": "The unit of temperature to return",
                      "enum": ["celsius", "fahrenheit"]}},
                    "required": ["location"]}}}]}\
                """;
        PromptCount count = count(request, template, family);

        assertThat(count.tokens().value()).isEqualTo(tokens);
        assertThat(count.certainty()).isEqualTo(Certainty.ESTIMATED);
    }

    @Test
    void harmony_writes_channels_and_types() {
        String tool =
                """
                {"type":"function","function":{"name":"f","description":"Does it.","parameters":{
                "type":"object","properties":{"a":{"type":"string","description":"which"},
                "b":{"type":"array","items":{"type":"integer"}},
                "c":{"type":"string","enum":["x","y"],"default":"x"}},"required":["a"]}}}\
                """;
        String system =
                """
                You are ChatGPT, a large language model trained by OpenAI.
                Knowledge cutoff: 2024-06
                Current date: 2026-01-31

                Reasoning: medium

                # Valid channels: analysis, commentary, final. Channel must be included for every \
                message.
                Calls to these tools must go to the commentary channel: 'functions'.\
                """;
        String tools =
                """
                # Tools

                ## functions

                namespace functions {

                // Does it.
                type f = (_: {
                // which
                a: string,
                b?: number[],
                c?: "x" | "y", // default: x,
                }) => any;

                } // namespace functions\
                """;
        TokenCounter o200k = TokenCounters.shipped().forFamily("o200k");
        long expected =
                3
                        + o200k.count("system").value()
                        + o200k.count(system).value()
                        + 3
                        + o200k.count("developer").value()
                        + o200k.count(tools).value()
                        + 3
                        + o200k.count("user").value()
                        + o200k.count("hi").value()
                        + 1
                        + o200k.count("assistant").value();

        assertThat(count(chat("u", tool), ChatTemplate.HARMONY, "o200k").tokens().value())
                .isEqualTo(expected);
    }

    private static String chat(String roles, String tools) {
        StringBuilder messages = new StringBuilder();
        for (int i = 0; i < roles.length(); i++) {
            char c = roles.charAt(i);
            String role = c == 'u' ? "user" : c == 's' ? "system" : "assistant";
            messages.append(messages.isEmpty() ? "" : ",")
                    .append("{\"role\":\"%s\",\"content\":\"hi\"}".formatted(role));
        }
        return "{\"messages\":[" + messages + "],\"tools\":[" + tools + "]}";
    }

    private static PromptCount count(String request, ChatTemplate template, String family) {
        byte[] body = request.getBytes(UTF_8);
        var found = (PromptText.Found) PromptText.read(body);
        return new PromptMeter(
                        TokenCounters.shipped().forFamily(family), template, MediaRules.UNKNOWN)
                .count(found.prompt());
    }
}
