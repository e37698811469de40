package io.tokengrid.metering;

/// The tokens that a family's chat template puts around the text of a request. Measured by
/// rendering the published templates (Qwen3, DeepSeek V3, Llama 3.1, Kimi K2); OpenAI's from its
/// cookbook, "How to count tokens". What hosts add for tools beyond the schemas' own text is a fit
/// on hosted models, rounded up.
public enum ChatTemplate {
    /// No template: completions, embeddings, or a family of which nothing is known.
    PLAIN(0, 0, 0, 0),
    /// Three a message and one for its role, one for a name, three to begin the answer.
    OPENAI(4, 1, 3, 12),
    /// Qwen: `<|im_start|>`, role, line feed, `<|im_end|>`, line feed; three to begin the answer.
    CHATML(5, 0, 3, 82),
    /// One before what the user says, two around what the assistant says, none for the system;
    /// begin of text and the assistant's mark once.
    DEEPSEEK(2, 0, 2, 150),
    /// Llama 3: two headers' marks, role, line feeds, end of turn; begin of text once.
    LLAMA(5, 0, 5, 0),
    /// Kimi K2: a mark, the role, `<|im_middle|>`, `<|im_end|>`.
    KIMI(4, 0, 3, 6);

    private final int perMessage;
    private final int perName;
    private final int once;
    private final int onceForTools;

    ChatTemplate(int perMessage, int perName, int once, int onceForTools) {
        this.perMessage = perMessage;
        this.perName = perName;
        this.once = once;
        this.onceForTools = onceForTools;
    }

    /// The template of a tokenizer family, as [TokenCounters#familyOf] names it.
    public static ChatTemplate ofFamily(String family) {
        return switch (family) {
            case "o200k", "cl100k" -> OPENAI;
            case "qwen", "qwen3.5" -> CHATML;
            case "deepseek", "deepseek2" -> DEEPSEEK;
            case "llama" -> LLAMA;
            case "kimi" -> KIMI;
            default -> PLAIN;
        };
    }

    /// Tokens around one message.
    int around(String role) {
        if (this == DEEPSEEK) {
            return switch (role) {
                case "system", "developer" -> 0;
                case "user" -> 1;
                default -> perMessage;
            };
        }
        return perMessage;
    }

    int perName() {
        return perName;
    }

    int once() {
        return once;
    }

    int onceForTools() {
        return onceForTools;
    }

    /// The most tokens that the template adds to so many messages, whatever their roles, each with
    /// a name, and with tools.
    long atMost(int messages) {
        return messages == 0
                ? 0
                : Math.addExact(
                        Math.multiplyExact((long) messages, perMessage + perName),
                        once + onceForTools);
    }
}
