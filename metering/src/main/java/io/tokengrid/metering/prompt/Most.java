package io.tokengrid.metering.prompt;

import java.util.LinkedHashMap;
import java.util.List;

/// The most that a template adds to the bytes of a request, in tokens. All but two figures come
/// from what it writes around an empty chat, each byte taken for a token.
///
/// @param once around the chat
/// @param perMessage around a message
/// @param perCall around a tool call
/// @param onceForTools around all tools
/// @param perTool around a tool
/// @param perSchemaNode for a name, a value or a bracket of a schema
/// @param perArgumentByte for a byte of a tool call's arguments
public record Most(
        long once,
        long perMessage,
        long perCall,
        long onceForTools,
        long perTool,
        int perSchemaNode,
        int perArgumentByte) {
    /// The longest that Python writes a number that is no whole one: `-1.2345678901234567e-308`.
    private static final long FRACTION = 24;

    /// The most tokens of a request of this size, whatever the template makes of it: each token of
    /// text stands for at least one byte.
    public long tokens(PromptSize size) {
        if (size.messages() == 0) {
            return size.bytes();
        }
        long schemas =
                size.schemaNodes() == 0
                        ? 0
                        : Math.addExact(
                                onceForTools + size.tools() * perTool,
                                size.schemaNodes() * perSchemaNode
                                        + size.schemaFractions() * FRACTION);
        return Math.addExact(
                Math.addExact(size.bytes(), schemas),
                Math.addExact(
                        once + size.messages() * perMessage + size.calls() * perCall,
                        Math.multiplyExact(size.argumentBytes(), perArgumentByte)));
    }

    static Most around(Rendering rendering, int perSchemaNode, int perArgumentByte) {
        var empty =
                new Chat.ToolCall(
                        "", "", Utf8Text.EMPTY, new JsonTree.Members(new LinkedHashMap<>()));
        Chat.Message user = message("user");
        long one = bytes(rendering, List.of(user), 0);
        long perMessage = 0;
        for (String role : List.of("system", "user", "assistant", "tool")) {
            perMessage =
                    Math.max(perMessage, bytes(rendering, List.of(user, message(role)), 0) - one);
        }
        Chat.Message calling =
                new Chat.Message("assistant", List.of(), "", Utf8Text.EMPTY, List.of(empty), "");
        long perCall =
                bytes(rendering, List.of(user, calling), 0)
                        - bytes(rendering, List.of(user, message("assistant")), 0);
        long oneTool = bytes(rendering, List.of(user), 1);
        long perTool = bytes(rendering, List.of(user), 2) - oneTool;
        return new Most(
                one, perMessage, perCall, oneTool - one, perTool, perSchemaNode, perArgumentByte);
    }

    private static Chat.Message message(String role) {
        // A name, for what stands around it.
        return new Chat.Message(
                role, List.of(Utf8Text.EMPTY), role, Utf8Text.of("t"), List.of(), "");
    }

    private static long bytes(Rendering rendering, List<Chat.Message> messages, int tools) {
        var function = new LinkedHashMap<String, JsonTree>();
        function.put("type", new JsonTree.Text("function"));
        function.put("function", new JsonTree.Members(new LinkedHashMap<>()));
        var each = new JsonTree.Members(function);
        var sum = new Bytes();
        rendering.render(
                new Chat(messages, java.util.Collections.nCopies(tools, each), null, false, 0),
                sum);
        return sum.bytes;
    }

    private static final class Bytes implements PromptSink {
        private long bytes;

        @Override
        public void text(Utf8Text text) {
            bytes += text.length();
        }

        @Override
        public void marks(int count) {
            bytes += count;
        }

        @Override
        public void assumed(long tokens, long error) {
            bytes += tokens + error;
        }

        @Override
        public void perhaps(Utf8Text text) {
            text(text);
        }
    }
}
