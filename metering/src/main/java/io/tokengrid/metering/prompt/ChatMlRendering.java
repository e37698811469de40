package io.tokengrid.metering.prompt;

/// ChatML as Qwen 3 writes it (`tokenizer_config.json` of Qwen3). Thinking of turns before the last
/// question is left out; tool results stand in a user's turn.
final class ChatMlRendering implements Rendering {
    @Override
    public void render(Chat chat, PromptSink out) {
        boolean systemFirst = chat.beginsWithSystem();
        if (!chat.tools().isEmpty()) {
            tools(chat, systemFirst, out);
        } else if (systemFirst) {
            turn("system", chat.messages().getFirst().lines(), out);
        }
        int lastQuestion = chat.last("user");
        lastQuestion = lastQuestion < 0 ? chat.messages().size() - 1 : lastQuestion;
        for (int i = systemFirst ? 1 : 0; i < chat.messages().size(); i++) {
            Chat.Message message = chat.messages().get(i);
            switch (message.role()) {
                case "assistant" -> assistant(chat, i, lastQuestion, out);
                case "tool", "function" -> result(chat, i, out);
                default -> turn(message.isSystem() ? "system" : "user", message.lines(), out);
            }
        }
        out.marks(1);
        out.text("assistant\n");
        if (!chat.thinking()) {
            out.marks(1);
            out.text("\n\n");
            out.marks(1);
            out.text("\n\n");
        }
    }

    private static void turn(String role, Utf8Text content, PromptSink out) {
        out.marks(1);
        out.text(role);
        out.text("\n");
        out.text(content);
        end(out);
    }

    private static void end(PromptSink out) {
        out.marks(1);
        out.text("\n");
    }

    private static void tools(Chat chat, boolean systemFirst, PromptSink out) {
        out.marks(1);
        out.text("system\n");
        if (systemFirst) {
            out.text(chat.messages().getFirst().lines());
            out.text("\n\n");
        }
        out.text(
                """
                # Tools

                You may call one or more functions to assist with the user query.

                You are provided with function signatures within <tools></tools> XML tags:
                <tools>\
                """);
        for (JsonTree tool : chat.tools()) {
            out.text("\n");
            out.text(tool.json());
        }
        out.text(
                """

                </tools>

                For each function call, return a json object with function name and arguments \
                within \
                """);
        out.marks(2);
        out.text(" XML tags:\n");
        out.marks(1);
        out.text("\n{\"name\": <function-name>, \"arguments\": <args-json-object>}\n");
        out.marks(1);
        end(out);
    }

    private static void assistant(Chat chat, int index, int lastQuestion, PromptSink out) {
        Chat.Message message = chat.messages().get(index);
        Thought thought = Thought.of(message, message.lines());
        boolean last = index == chat.messages().size() - 1;
        Utf8Text said = thought.said();
        out.marks(1);
        out.text("assistant\n");
        if (index > lastQuestion && (last || !thought.reasoning().isEmpty())) {
            out.marks(1);
            out.text("\n");
            out.text(Thought.withoutLines(thought.reasoning()));
            out.text("\n");
            out.marks(1);
            out.text("\n\n");
            said = Thought.withoutFirstLines(said);
        }
        out.text(said);
        boolean first = said.isEmpty();
        for (Chat.ToolCall call : message.calls()) {
            if (!first) {
                out.text("\n");
            }
            first = false;
            out.marks(1);
            out.text("\n{\"name\": \"");
            out.text(call.name());
            out.text("\", \"arguments\": ");
            out.text(call.arguments());
            out.text("}\n");
            out.marks(1);
        }
        end(out);
    }

    private static void result(Chat chat, int index, PromptSink out) {
        if (!chat.isTool(index - 1)) {
            out.marks(1);
            out.text("user");
        }
        out.text("\n");
        out.marks(1);
        out.text("\n");
        out.text(chat.messages().get(index).lines());
        out.text("\n");
        out.marks(1);
        if (!chat.isTool(index + 1)) {
            end(out);
        }
    }
}
