package io.tokengrid.metering.prompt;

import java.util.Locale;

/// How a family of models writes a chat: which words and marks stand around what the client sends.
/// Where the template is published, what is written is what the model reads, as long as the host
/// uses that template; where it is not, tokens are fitted and said to be assumed.
public enum ChatTemplate {
    /// No template: the text alone.
    PLAIN(new PlainRendering(), 1, 0),
    /// A family of which nothing is known: what templates usually write.
    OTHER(new FittedRendering(3, 4, 4, new FittedTools(60, 57, 1, 14, 11, 5, 9, 9, 11)), 12, 0),
    /// OpenAI's chat models from GPT-4o on.
    OPENAI(new OpenAiRendering(7), 12, 0),
    /// GPT-4 and GPT-3.5.
    OPENAI_GPT4(new OpenAiRendering(10), 12, 0),
    /// GPT-OSS.
    HARMONY(new HarmonyRendering(), 4, 0),
    /// Qwen.
    CHATML(new ChatMlRendering(), 1, 0),
    DEEPSEEK(new DeepSeekRendering(), 12, 0),
    /// Llama 3.
    LLAMA(new LlamaRendering(), 12, 0),
    GEMMA(new GemmaRendering(), 2, 0),
    KIMI(new KimiRendering(), 1, 0),
    /// GLM-4.5 and later.
    GLM(new GlmRendering(), 1, 1),
    /// MiniMax-M2.
    MINIMAX(new MiniMaxRendering(), 1, 6),
    CLAUDE(new FittedRendering(6, 3, 3, new FittedTools(549, 53, 5, 13, 12, 5, 9, 12, 13)), 12, 0),
    GEMINI(new FittedRendering(0, 0, 3, FittedTools.GOOGLE), 2, 0);

    @SuppressWarnings("ImmutableEnumChecker") // renderings have no state
    private final Rendering rendering;

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Most most;

    ChatTemplate(Rendering rendering, int perSchemaNode, int perArgumentByte) {
        this.rendering = rendering;
        this.most = Most.around(rendering, perSchemaNode, perArgumentByte);
    }

    /// The most that it adds to the bytes of a request.
    public Most most() {
        return most;
    }

    /// The template of a model.
    ///
    /// @param model its name as providers and hosts write it
    /// @param family its tokenizer family
    public static ChatTemplate of(String model, String family) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return name.startsWith("gpt-oss") ? HARMONY : ofFamily(family);
    }

    /// The template of a tokenizer family, such as `qwen`; [#OTHER] of one that is not known.
    public static ChatTemplate ofFamily(String family) {
        return switch (family) {
            case "o200k" -> OPENAI;
            case "cl100k" -> OPENAI_GPT4;
            case "qwen", "qwen3.5" -> CHATML;
            case "deepseek", "deepseek2" -> DEEPSEEK;
            case "llama" -> LLAMA;
            case "gemma" -> GEMMA;
            case "kimi" -> KIMI;
            case "glm" -> GLM;
            case "minimax" -> MINIMAX;
            case "claude" -> CLAUDE;
            case "gemini" -> GEMINI;
            default -> OTHER;
        };
    }

    /// Writes a chat, up to where the model goes on. A schema that the answer is to follow may
    /// stand in the prompt or not: hosts differ.
    public void render(Chat chat, PromptSink out) {
        if (chat.messages().isEmpty()) {
            return;
        }
        rendering.render(chat, out);
        JsonTree schema = chat.answerSchema();
        if (schema != null) {
            out.perhaps(Utf8Text.of(schema.json()));
        }
    }
}
