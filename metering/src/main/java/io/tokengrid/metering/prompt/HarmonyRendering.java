package io.tokengrid.metering.prompt;

/// GPT-OSS: the format "harmony" (`chat_template.jinja` of gpt-oss-120b). It writes a system's
/// message of its own; the client's instructions and tools stand in the developer's, tools as
/// TypeScript. Thinking is written only where a tool call of the turn at hand came from it.
final class HarmonyRendering implements Rendering {
    /// Any date has as many tokens as another.
    private static final String SYSTEM =
            """
            You are ChatGPT, a large language model trained by OpenAI.
            Knowledge cutoff: 2024-06
            Current date: 2025-08-05

            Reasoning: medium

            # Valid channels: analysis, commentary, final. Channel must be included for every \
            message.\
            """;

    @Override
    public void render(Chat chat, PromptSink out) {
        boolean systemFirst = chat.beginsWithSystem();
        Utf8Text instructions = systemFirst ? chat.messages().getFirst().lines() : Utf8Text.EMPTY;
        head("system", out);
        out.text(SYSTEM);
        if (!chat.tools().isEmpty()) {
            out.text("\nCalls to these tools must go to the commentary channel: 'functions'.");
        }
        out.marks(1);
        developer(instructions, chat, out);
        int lastAnswer = lastAnswer(chat);
        String called = "";
        for (int i = systemFirst ? 1 : 0; i < chat.messages().size(); i++) {
            Chat.Message message = chat.messages().get(i);
            switch (message.role()) {
                case "assistant" -> {
                    assistant(message, i > lastAnswer, out);
                    called = message.calls().isEmpty() ? called : message.calls().getLast().name();
                }
                case "tool", "function" -> result(called, message, out);
                default -> {
                    head(message.isSystem() ? "developer" : "user", out);
                    out.text(message.lines());
                    out.marks(1);
                }
            }
        }
        out.marks(1);
        out.text("assistant");
    }

    private static int lastAnswer(Chat chat) {
        int last = -1;
        for (int i = 0; i < chat.messages().size(); i++) {
            Chat.Message message = chat.messages().get(i);
            last = message.role().equals("assistant") && message.calls().isEmpty() ? i : last;
        }
        return last;
    }

    private static void head(String role, PromptSink out) {
        out.marks(1);
        out.text(role);
        out.marks(1);
    }

    private static void channel(String from, String channel, PromptSink out) {
        out.marks(1);
        out.text(from);
        out.marks(1);
        out.text(channel);
        out.marks(1);
    }

    private static void developer(Utf8Text instructions, Chat chat, PromptSink out) {
        boolean tools = !chat.tools().isEmpty();
        if (instructions.isEmpty() && !tools) {
            return;
        }
        head("developer", out);
        String before = "";
        if (!instructions.isEmpty()) {
            out.text("# Instructions\n\n");
            out.text(instructions);
            before = "\n\n";
        }
        if (tools) {
            out.text(before);
            out.text("# Tools\n\n");
            out.text(TypeScript.namespace(chat.tools()));
        }
        out.marks(1);
    }

    private static void assistant(Chat.Message message, boolean open, PromptSink out) {
        Thought thought = Thought.of(message, message.lines());
        if (message.calls().isEmpty()) {
            channel("assistant", "final", out);
            out.text(thought.said());
            out.marks(1);
            return;
        }
        Utf8Text before = thought.said().isEmpty() ? thought.reasoning() : thought.said();
        if (open && !before.isEmpty()) {
            channel("assistant", "analysis", out);
            out.text(before);
            out.marks(1);
        }
        for (Chat.ToolCall call : message.calls()) {
            channel("assistant to=functions." + call.name(), "commentary json", out);
            out.text(call.arguments());
            out.marks(1);
        }
    }

    private static void result(String called, Chat.Message message, PromptSink out) {
        channel("functions." + called + " to=assistant", "commentary", out);
        out.text(new JsonTree.Text(message.lines().toString()).json());
        out.marks(1);
    }
}
