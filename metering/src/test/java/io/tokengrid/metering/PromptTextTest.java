package io.tokengrid.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.media.Detail;
import io.tokengrid.metering.media.ImageSize;
import io.tokengrid.metering.media.MediaItem;
import io.tokengrid.metering.media.MediaRules;
import io.tokengrid.metering.media.SmallFiles;
import io.tokengrid.metering.prompt.Chat;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.metering.prompt.JsonTree;
import io.tokengrid.metering.prompt.Utf8Text;
import io.tokengrid.testing.RandomChats;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.TokenCount;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonParser;

class PromptTextTest {
    private static final String FULL =
            """
            {
              "model": "m", "stream": true, "max_tokens": 5, "metadata": {"k": "not read"},
              "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "name": "ann", "content": [
                  {"type": "text", "text": "What is 词元?", "cache_control": {"type": "ephemeral"}},
                  {"text": "Look:", "type": "text"}]},
                {"role": "assistant", "content": null, "reasoning_content": "I look it up.",
                 "tool_calls": [{"id": "call_1", "type": "function",
                   "function": {"name": "look_up", "arguments": "{\\"q\\":1}"}}]},
                {"role": "tool", "tool_call_id": "call_1", "content": "found"}
              ],
              "tools": [ {"type": "function", "function": {"name": "look_up", "strict": true}} ]
            }\
            """;

    private static final TokenCounter QWEN = TokenCounters.shipped().forFamily("qwen");

    /// One pixel.
    private static final String PNG =
            "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAABAAAAAQACAYAAAAfFcSJAAAADUlEQVR4nGNg";

    @Test
    void what_a_model_reads_is_found_and_nothing_else() {
        Chat chat = prompt(FULL).chat();

        assertThat(chat.messages())
                .extracting(Chat.Message::role)
                .containsExactly("system", "user", "assistant", "tool");
        assertThat(chat.messages())
                .flatExtracting(Chat.Message::texts)
                .extracting(Utf8Text::toString)
                .containsExactly("Be brief.", "What is 词元?", "Look:", "found");
        assertThat(chat.messages().get(1).name()).isEqualTo("ann");
        assertThat(chat.messages().get(2).reasoning()).hasToString("I look it up.");
        Chat.ToolCall call = chat.messages().get(2).calls().getFirst();
        assertThat(call.name()).isEqualTo("look_up");
        assertThat(call.arguments()).hasToString("{\"q\":1}");
        assertThat(call.members()).extracting(JsonTree.Members::json).isEqualTo("{\"q\": 1}");
        assertThat(chat.messages().get(3).callId()).isEqualTo("call_1");
        assertThat(chat.tools().getFirst().json())
                .isEqualTo(
                        "{\"type\": \"function\", \"function\": {\"name\": \"look_up\", \"strict\":"
                                + " true}}");
        assertThat(prompt(FULL).media()).isEmpty();
    }

    @Test
    void functions_of_the_older_kind_are_tools() {
        String request =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"functions\":[{\"name\":\"f\"}]}";
        assertThat(prompt(request).chat().tools().getFirst().json())
                .isEqualTo("{\"type\": \"function\", \"function\": {\"name\": \"f\"}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"enable_thinking\":false",
                "\"chat_template_kwargs\":{\"enable_thinking\":false}",
                "\"thinking\":{\"type\":\"disabled\"}"
            })
    void thinking_can_be_turned_off(String field) {
        String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + field + "}";
        assertThat(prompt(request).chat().thinking()).isFalse();
        assertThat(prompt(request.replace("false", "true").replace("disabled", "enabled")))
                .extracting(prompt -> prompt.chat().thinking())
                .isEqualTo(true);
    }

    @Test
    void a_tool_set_has_the_same_key_whatever_is_asked() {
        assertThat(prompt(FULL).chat().toolSet())
                .isNotZero()
                .isEqualTo(
                        prompt(FULL.replace("brief", "long").replace(": [ {", ":[{"))
                                .chat()
                                .toolSet())
                .isNotEqualTo(prompt(FULL.replace("look_up", "find")).chat().toolSet());
        assertThat(prompt("{\"messages\":[]}").chat().toolSet()).isZero();
    }

    @Test
    void fields_that_are_not_understood_weigh_in_the_bound() {
        String body =
                """
                {"messages":[{"role":"assistant","content":"","reasoning_content":"hmm",\
                "x":{"y":["词",1,null]}}]}\
                """;
        assertThat(meter("o200k", ChatTemplate.PLAIN).bound(prompt(body)))
                .isEqualTo(new InputBound.AtMost(new TokenCount(3 + 1 + 3 + 1 + 4)));
    }

    @ParameterizedTest
    @EnumSource
    void a_prompt_never_counts_more_than_its_bounds(ChatTemplate template) {
        long seed = 20261121L + template.name().hashCode();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        PromptMeter meter = meter("cl100k", template);
        for (int run = 0; run < 300; run++) {
            PromptText prompt = prompt(RandomChats.next(random));
            PromptCount count = meter.count(prompt);
            long most = ((InputBound.AtMost) meter.bound(prompt)).tokens().value();
            long counted = ((InputBound.AtMost) meter.countedBound(prompt)).tokens().value();

            assertThat(most).isGreaterThanOrEqualTo(counted);
            assertThat(counted).isGreaterThanOrEqualTo(count.tokens().value());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_prompt_read_in_place_counts_as_one_that_was_taken_apart(ChatTemplate template) {
        Seeds.play(
                300,
                random -> {
                    String chat = RandomChats.next(Random.from(random));
                    assertThat(meter("qwen", template).count(prompt(chat)).text().value())
                            .as(chat)
                            .isEqualTo(ChatAsTree.tokens(chat, template, QWEN));
                });
    }

    @Test
    void a_chat_too_long_to_be_kept_has_a_size_all_the_same() {
        byte[] body = withParts(image(PNG, "low"), image(PNG, "low")).getBytes(UTF_8);
        PromptReader reader;
        try (JsonParser json = Json.parser(body, 0, body.length)) {
            reader = new PromptReader(body, json, 2);
            json.nextToken();
            json.nextToken();
            json.nextToken();
            reader.field("messages");
        }
        assertThat(reader.prompt()).isNull();
        assertThat(reader.images()).isEqualTo(2);
        assertThat(reader.size().messages()).isEqualTo(1);
        assertThat(reader.size().bytes()).isEqualTo(body.length);
    }

    @Test
    void an_image_that_is_there_is_counted_by_its_size() {
        PromptText prompt = prompt(withParts(image(PNG, "high"), image(PNG, "low")));
        assertThat(prompt.media())
                .containsExactly(
                        new MediaItem.Image(new ImageSize(1_024, 1_024), Detail.HIGH),
                        new MediaItem.Image(new ImageSize(1_024, 1_024), Detail.LOW));

        PromptCount count = PromptMeter.ofModel("gpt-4o", TokenCounters.shipped()).count(prompt);
        assertThat(count.media()).isEqualTo(new TokenCount(765 + 85));
        assertThat(count.certainty()).isEqualTo(Certainty.EXACT);
    }

    @Test
    void an_image_elsewhere_counts_its_ceiling_and_says_so() {
        PromptText prompt = prompt(withParts(image("https://example.com/a.png", "auto")));
        PromptCount count = PromptMeter.ofModel("gpt-4o", TokenCounters.shipped()).count(prompt);

        assertThat(count.media()).isEqualTo(new TokenCount(1_445));
        assertThat(count.error()).isEqualTo(new TokenCount(1_445));
        assertThat(count.certainty()).isEqualTo(Certainty.ESTIMATED);
    }

    @Test
    void images_and_sound_have_a_ceiling_each() {
        PromptText prompt =
                prompt(
                        withParts(
                                image("https://example.com/a.png", "high"),
                                "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"%s\",\"format\":\"mp3\"}}"
                                        .formatted("A".repeat(2_000))));
        PromptMeter meter = meter("o200k", ChatTemplate.PLAIN);

        assertThat(meter.bound(prompt))
                .isEqualTo(new InputBound.AtMost(new TokenCount(48_169 + 2 * 32)));
        assertThat(meter.count(prompt).media()).isEqualTo(new TokenCount(48_169 + 2 * 32));
    }

    /// Pages of Claude: 1,500 tokens of text at least, 3,000 and the page as an image at most.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-sonnet-4-5 | {'type':'file','file':{'filename':'a.pdf','file_data':'PDF'}} | 9093 | 4590",
                "claude-sonnet-4-5 | {'type':'document','source':{'type':'base64','data':'RAWPDF'}} | 9093 | 4590",
                "gemini-2.5-pro | {'type':'input_file','file_data':'PDF'} | 774 | 0",
                "gemini-2.5-pro | {'inline_data':{'mime_type':'application/pdf','data':'RAWPDF'}} | 774 | 0",
                "gemini-2.5-pro | {'type':'video_url','video_url':{'url':'MP4'}} | 2630 | 658",
                "qwen2.5-vl-72b | {'type':'video_url','video_url':{'url':'MP4'},'fps':2} | 2990 | 748",
                "qwen2.5-vl-72b | {'type':'video_url','fps':1.0,'video_url':{'url':'WEBM'}} | 1495 | 374",
                "qwen2.5-vl-72b | {'type':'video','video':['PNG','PNG','PNG']} | 1458 | 365",
                "qwen2.5-vl-72b | {'type':'video','video':['https://x/1.jpg','https://x/2.jpg']} | 768 | 192",
            })
    void documents_and_videos_in_the_request_are_counted(
            String model, String part, long tokens, long error) {
        String raw = Base64.getEncoder().encodeToString(SmallFiles.pdf(3));
        String json =
                part.replace('\'', '"')
                        .replace("RAWPDF", raw)
                        .replace("PDF", SmallFiles.url("application/pdf", SmallFiles.pdf(3)))
                        .replace(
                                "MP4",
                                SmallFiles.url("video/mp4", SmallFiles.mp4(640, 360, 10_000, true)))
                        .replace(
                                "WEBM",
                                SmallFiles.url("video/webm", SmallFiles.webm(640, 360, 10_000)))
                        .replace("PNG", PNG);
        PromptMeter meter = PromptMeter.ofModel(model, TokenCounters.shipped());
        PromptText prompt = prompt(withParts(json));
        PromptCount count = meter.count(prompt);
        long withoutMedia = meter.count(prompt(withParts())).error().value();

        assertThat(count.media()).isEqualTo(new TokenCount(tokens));
        assertThat(count.error().value() - withoutMedia).isEqualTo(error);
        assertThat(count.certainty()).isEqualTo(Certainty.ESTIMATED);
        assertThat(count.leftOut()).isNull();
        assertThat(((InputBound.AtMost) meter.countedBound(prompt)).tokens().value())
                .isGreaterThanOrEqualTo(tokens + error);
    }

    @Test
    void a_document_that_is_plain_text_is_text() {
        String part = "{\"type\":\"document\",\"source\":{\"type\":\"text\",\"data\":\"a b\"}}";
        PromptCount count = meter("o200k", ChatTemplate.PLAIN).count(prompt(withParts(part)));

        assertThat(count.tokens()).isEqualTo(new TokenCount(2));
        assertThat(count.leftOut()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"file\",\"file\":\"PDF\"} | file",
                "{\"type\":\"video\",\"video\":[\"https://x/1.jpg\"]} | video",
                "{\"file_data\":{\"file_uri\":\"gs://x\"}} | file_data",
                "{\"type\":\"document\",\"file_url\":\"https://x\",\"source\":{\"type\":\"text\",\"data\":\"\"}} |"
                        + " document",
                "{\"type\":\"video_url\",\"video_url\":{\"url\":\"https://x\"}} | video_url",
                "{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}} | file",
                "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"https://x\"}} | input_audio",
                "{\"type\":\"hologram\",\"ref\":\"h\"} | hologram",
            })
    void what_may_have_any_size_is_unbounded_and_left_out(String part, String kind) {
        String pdf = SmallFiles.url("application/pdf", SmallFiles.pdf(1));
        PromptText prompt = prompt(withParts(part.replace("PDF", pdf)));
        PromptMeter meter = meter("o200k", ChatTemplate.OPENAI);

        assertThat(meter.bound(prompt)).isEqualTo(new InputBound.Unbounded(kind));
        assertThat(meter.countedBound(prompt)).isEqualTo(new InputBound.Unbounded(kind));
        assertThat(meter.count(prompt).leftOut()).isEqualTo(kind);
        assertThat(meter.count(prompt).certainty()).isEqualTo(Certainty.ESTIMATED);
    }

    @Test
    void prompts_may_be_text_or_token_numbers() {
        PromptMeter meter = meter("o200k", ChatTemplate.OPENAI);
        assertThat(meter.count(prompt("{\"prompt\":\"a b\"}")).tokens())
                .isEqualTo(new TokenCount(2));
        assertThat(meter.count(prompt("{\"input\":[\"a b\",[1,2,3],\"c d\"]}")).tokens())
                .isEqualTo(new TokenCount(7));
    }

    @Test
    void a_format_of_the_answer_may_stand_in_the_prompt_or_not() {
        String format =
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}}";
        String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + format + "}";
        PromptCount count = meter("qwen", ChatTemplate.CHATML).count(prompt(request));

        assertThat(count.tokens()).isEqualTo(new TokenCount(9));
        assertThat(count.error().isZero()).isFalse();
        assertThat(count.certainty()).isEqualTo(Certainty.ESTIMATED);
    }

    @Test
    void tools_of_any_size_are_read_in_bounded_memory() {
        String many = "1,".repeat(200_000) + "1";
        String request =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{\"a\":["
                        + many
                        + "]}]}";
        PromptText prompt = prompt(request);
        PromptMeter meter = meter("qwen", ChatTemplate.CHATML);

        assertThat(prompt.chat().tools()).isEmpty();
        assertThat(meter.count(prompt).certainty()).isEqualTo(Certainty.ESTIMATED);
        assertThat(((InputBound.AtMost) meter.bound(prompt)).tokens())
                .isGreaterThan(new TokenCount(400_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{\"messages\":[", "{}{}", "{\"a\":1e}", "nonsense"})
    void a_body_that_is_no_object_is_malformed(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        assertThat(PromptText.read(bytes)).isInstanceOf(PromptText.Malformed.class);
    }

    @Test
    void bodies_of_any_shape_never_crash_the_reader() {
        long seed = 20261121;
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        byte[] marks = "{}[]\",:0-9eE.\\null \u00e9".getBytes(UTF_8);
        ChatTemplate[] templates = ChatTemplate.values();
        for (int run = 0; run < 20_000; run++) {
            byte[] body = FULL.getBytes(UTF_8);
            for (int i = random.nextInt(5); i > 0; i--) {
                body[random.nextInt(body.length)] = marks[random.nextInt(marks.length)];
            }
            if (PromptText.read(body) instanceof PromptText.Found found) {
                meter("o200k", templates[run % templates.length]).bound(found.prompt());
            }
        }
        String deep = "{\"messages\":" + "[".repeat(100_000);
        byte[] bytes = deep.getBytes(UTF_8);
        assertThat(PromptText.read(bytes)).isInstanceOf(PromptText.Malformed.class);
    }

    @Test
    void a_counted_bound_is_far_below_the_bytes_of_words() {
        String words =
                "{\"messages\":[{\"role\":\"user\",\"content\":\""
                        + "tell me ".repeat(200)
                        + "\"}]}";
        var bound =
                (InputBound.AtMost) meter("o200k", ChatTemplate.PLAIN).countedBound(prompt(words));
        assertThat(bound.tokens().value()).isBetween(401L, 700L);
    }

    private static String image(String url, String detail) {
        return "{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\",\"detail\":\"%s\"}}"
                .formatted(url, detail);
    }

    private static String withParts(String... parts) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":["
                + String.join(",", List.of(parts))
                + "]}]}";
    }

    private static PromptMeter meter(String family, ChatTemplate template) {
        return new PromptMeter(
                TokenCounters.shipped().forFamily(family), template, MediaRules.UNKNOWN);
    }

    private static PromptText prompt(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return ((PromptText.Found) PromptText.read(bytes)).prompt();
    }
}
