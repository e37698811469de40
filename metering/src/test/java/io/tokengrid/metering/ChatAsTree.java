package io.tokengrid.metering;

import io.tokengrid.metering.prompt.Chat;
import io.tokengrid.metering.prompt.ChatTemplate;
import io.tokengrid.metering.prompt.JsonTree;
import io.tokengrid.metering.prompt.PromptSink;
import io.tokengrid.metering.prompt.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The plain way to count a prompt, to compare with: the whole request becomes a tree of strings,
/// and each text that a template writes is counted as a string of its own.
final class ChatAsTree {
    private static final JsonMapper JSON = new JsonMapper();

    private ChatAsTree() {}

    static long tokens(String request, ChatTemplate template, TokenCounter counter) {
        var tally = new StringTally(counter);
        template.render(chat(JSON.readTree(request)), tally);
        tally.marks(0);
        return Math.max(0, tally.tokens);
    }

    private static Chat chat(JsonNode request) {
        List<Chat.Message> messages = new ArrayList<>();
        request.path("messages").forEach(each -> messages.add(message(each)));
        List<JsonTree> tools = new ArrayList<>();
        request.path("tools").forEach(each -> tools.add(tree(each)));
        for (JsonNode function : request.path("functions")) {
            var tool = new LinkedHashMap<String, JsonTree>();
            tool.put("type", new JsonTree.Text("function"));
            tool.put("function", tree(function));
            tools.add(new JsonTree.Members(tool));
        }
        JsonNode schema = request.path("response_format").path("json_schema");
        return new Chat(
                messages,
                tools,
                schema.isMissingNode() ? null : tree(schema),
                request.path("enable_thinking").asBoolean(true),
                0);
    }

    private static Chat.Message message(JsonNode message) {
        List<Utf8Text> texts = new ArrayList<>();
        JsonNode content = message.path("content");
        if (content.isString() && !content.asString().isEmpty()) {
            texts.add(Utf8Text.of(content.asString()));
        }
        for (JsonNode part : content) {
            if (!part.path("text").asString().isEmpty()) {
                texts.add(Utf8Text.of(part.path("text").asString()));
            }
        }
        List<Chat.ToolCall> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            String arguments = call.path("function").path("arguments").asString("");
            calls.add(new Chat.ToolCall("", "", Utf8Text.of(arguments), members(arguments)));
        }
        return new Chat.Message(
                message.path("role").asString(""),
                texts,
                message.path("name").asString(""),
                Utf8Text.of(message.path("reasoning_content").asString("")),
                calls,
                "");
    }

    private static JsonTree.@Nullable Members members(String arguments) {
        return arguments.startsWith("{")
                        && tree(JSON.readTree(arguments)) instanceof JsonTree.Members members
                ? members
                : null;
    }

    private static JsonTree tree(JsonNode node) {
        if (node.isObject()) {
            var members = new LinkedHashMap<String, JsonTree>();
            node.properties().forEach(each -> members.put(each.getKey(), tree(each.getValue())));
            return new JsonTree.Members(members);
        }
        if (node.isArray()) {
            List<JsonTree> items = new ArrayList<>();
            node.forEach(item -> items.add(tree(item)));
            return new JsonTree.Items(items);
        }
        if (node.isString()) {
            return new JsonTree.Text(node.asString());
        }
        if (node.isIntegralNumber()) {
            return new JsonTree.Whole(node.asString());
        }
        if (node.isNumber()) {
            return new JsonTree.Fraction(node.doubleValue());
        }
        return node.isBoolean() ? new JsonTree.Truth(node.asBoolean()) : new JsonTree.Null();
    }

    private static final class StringTally implements PromptSink {
        private final TokenCounter counter;
        private final StringBuilder text = new StringBuilder();
        private long tokens;

        StringTally(TokenCounter counter) {
            this.counter = counter;
        }

        @Override
        public void text(Utf8Text more) {
            text.append(more);
        }

        @Override
        public void marks(int count) {
            tokens += count + counter.count(text.toString()).value();
            text.setLength(0);
        }

        @Override
        public void assumed(long assumed, long error) {
            tokens += assumed;
        }

        @Override
        public void perhaps(Utf8Text more) {}
    }
}
