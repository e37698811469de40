package io.tokengrid.metering.prompt;

/// Nothing but what the client sends, each piece by itself.
final class PlainRendering implements Rendering {
    @Override
    public void render(Chat chat, PromptSink out) {
        for (Chat.Message message : chat.messages()) {
            message.texts().forEach(text -> piece(text, out));
            piece(message.name(), out);
            for (Chat.ToolCall call : message.calls()) {
                piece(call.name(), out);
                piece(call.arguments(), out);
            }
        }
        chat.tools().forEach(tool -> piece(tool.json(), out));
    }

    /// Writes a text that is one by itself.
    static void piece(Utf8Text text, PromptSink out) {
        out.marks(0);
        out.text(text);
        out.marks(0);
    }

    /// The same of a string.
    static void piece(String text, PromptSink out) {
        out.marks(0);
        out.text(text);
        out.marks(0);
    }
}
