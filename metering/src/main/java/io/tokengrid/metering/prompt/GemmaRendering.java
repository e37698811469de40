package io.tokengrid.metering.prompt;

import java.util.List;

/// Gemma 3 (`tokenizer_config.json` of Gemma 3). The system's message stands at the beginning of
/// the first turn. The template knows no tools: what a host writes for them is a fit.
final class GemmaRendering implements Rendering {
    private static final FittedTools TOOLS = FittedTools.GOOGLE;

    @Override
    public void render(Chat chat, PromptSink out) {
        out.marks(1);
        boolean systemFirst = chat.beginsWithSystem();
        Utf8Text prefix =
                systemFirst
                        ? Utf8Text.join(
                                "\n\n", List.of(chat.messages().getFirst().whole(), Utf8Text.EMPTY))
                        : Utf8Text.EMPTY;
        for (Chat.Message message :
                chat.messages().subList(systemFirst ? 1 : 0, chat.messages().size())) {
            out.marks(1);
            out.text(message.role().equals("assistant") ? "model\n" : "user\n");
            out.text(prefix);
            prefix = Utf8Text.EMPTY;
            out.text(message.whole().strip());
            for (Chat.ToolCall call : message.calls()) {
                out.text(call.name());
                out.text(call.arguments());
            }
            out.marks(1);
            out.text("\n");
        }
        out.text(prefix);
        out.marks(1);
        out.text("model\n");
        TOOLS.write(chat.tools(), out);
    }
}
