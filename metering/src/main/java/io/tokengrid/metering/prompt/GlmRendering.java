package io.tokengrid.metering.prompt;

import java.util.Map;

/// GLM-4.5 and 4.6 (`chat_template.jinja` of GLM-4.6). Arguments are written member by member;
/// thinking before the last question is left out.
final class GlmRendering implements Rendering {
    @Override
    public void render(Chat chat, PromptSink out) {
        out.marks(2);
        if (!chat.tools().isEmpty()) {
            tools(chat, out);
        }
        int lastQuestion = chat.last("user");
        for (int i = 0; i < chat.messages().size(); i++) {
            Chat.Message message = chat.messages().get(i);
            switch (message.role()) {
                case "system", "developer" -> turn(message, out);
                case "assistant" -> assistant(message, i > lastQuestion, out);
                case "tool", "function" -> result(message, !chat.isTool(i - 1), out);
                default -> {
                    turn(message, out);
                    out.marks(chat.thinking() ? 0 : 1);
                }
            }
        }
        out.marks(1);
        if (!chat.thinking()) {
            out.text("\n");
            out.marks(2);
        }
    }

    private static void turn(Chat.Message message, PromptSink out) {
        out.marks(1);
        out.text("\n");
        out.text(message.whole());
    }

    private static void tools(Chat chat, PromptSink out) {
        out.marks(1);
        out.text(
                """

                # Tools

                You may call one or more functions to assist with the user query.

                You are provided with function signatures within <tools></tools> XML tags:
                <tools>
                """);
        for (JsonTree tool : chat.tools()) {
            out.text(tool.json());
            out.text("\n");
        }
        out.text(
                """
                </tools>

                For each function call, output the function name and arguments within the \
                following XML format:
                """);
        out.marks(1);
        out.text("{function-name}\n");
        for (String number : new String[] {"1", "2"}) {
            out.marks(1);
            out.text("{arg-key-" + number + "}");
            out.marks(1);
            out.text("\n");
            out.marks(1);
            out.text("{arg-value-" + number + "}");
            out.marks(1);
            out.text("\n");
        }
        out.text("...\n");
        out.marks(1);
    }

    private static void assistant(Chat.Message message, boolean thinks, PromptSink out) {
        Thought thought = Thought.of(message, message.whole());
        out.marks(1);
        out.text("\n");
        out.marks(1);
        out.text(thinks ? thought.reasoning().strip() : Utf8Text.EMPTY);
        out.marks(1);
        Utf8Text said = thought.said().strip();
        if (!said.isEmpty()) {
            out.text("\n");
            out.text(said);
        }
        for (Chat.ToolCall call : message.calls()) {
            out.text("\n");
            out.marks(1);
            out.text(call.name());
            out.text("\n");
            if (call.members() == null) {
                out.text(call.arguments());
            } else {
                for (Map.Entry<String, JsonTree> member : call.members().members().entrySet()) {
                    out.marks(1);
                    out.text(member.getKey());
                    out.marks(1);
                    out.text("\n");
                    out.marks(1);
                    out.text(member.getValue().plain());
                    out.marks(1);
                    out.text("\n");
                }
            }
            out.marks(1);
        }
    }

    private static void result(Chat.Message message, boolean first, PromptSink out) {
        out.marks(first ? 1 : 0);
        out.text("\n");
        out.marks(1);
        out.text("\n");
        out.text(message.whole());
        out.text("\n");
        out.marks(1);
    }
}
