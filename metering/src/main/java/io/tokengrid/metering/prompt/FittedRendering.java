package io.tokengrid.metering.prompt;

/// Families whose template nobody outside knows: fitted tokens around messages and tools (see
/// [FittedTools]).
///
/// @param once at the beginning, and to begin the answer
/// @param perMessage around a message, besides its role
/// @param error what each message's figure may be wrong by, and as much for the beginning
/// @param tools for tools
record FittedRendering(int once, int perMessage, int error, FittedTools tools)
        implements Rendering {
    private static final int PER_CALL = 8;

    @Override
    public void render(Chat chat, PromptSink out) {
        out.assumed(once, chat.messages().isEmpty() ? 0 : error);
        for (Chat.Message message : chat.messages()) {
            out.assumed(perMessage, error);
            for (Utf8Text text : message.texts()) {
                PlainRendering.piece(text, out);
            }
            PlainRendering.piece(message.name(), out);
            for (Chat.ToolCall call : message.calls()) {
                out.assumed(perMessage == 0 ? 0 : PER_CALL, PER_CALL);
                PlainRendering.piece(call.name(), out);
                PlainRendering.piece(call.arguments(), out);
            }
        }
        tools.write(chat.tools(), out);
    }
}
