package io.tokengrid.metering;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import io.tokengrid.units.TokenCount;
import java.util.Locale;

/// The counters that exist: `o200k` and `cl100k` exactly, every other family as an estimate by
/// `o200k`. A vocabulary is loaded on its first count, which takes a good part of a second: a
/// server counts an empty text when it starts.
public final class TokenCounters {

    /// The family of models whose vocabulary nobody here knows.
    public static final String UNKNOWN = "unknown";

    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    private TokenCounters() {}

    /// The counter of a tokenizer family, such as `qwen`.
    public static TokenCounter forFamily(String family) {
        return switch (family) {
            case "o200k" -> new Counter(EncodingType.O200K_BASE, "o200k", true);
            case "cl100k" -> new Counter(EncodingType.CL100K_BASE, "cl100k", true);
            default ->
                    new Counter(
                            EncodingType.O200K_BASE, "o200k (estimate for " + family + ")", false);
        };
    }

    /// The counter for a model by its name.
    public static TokenCounter forModel(String model) {
        return forFamily(familyOf(model));
    }

    /// The tokenizer family of a model, told from its name as providers and hosts write it
    /// (`gpt-4o`, `Qwen/Qwen3-32B`, `Pro/deepseek-ai/DeepSeek-V3`); [#UNKNOWN] if nothing fits.
    public static String familyOf(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (name.startsWith("deepseek") && name.contains("distill")) {
            // Distilled models keep the vocabulary of the model that was taught.
            return name.contains("qwen") ? "qwen" : name.contains("llama") ? "llama" : "deepseek";
        }
        for (String[] rule : FAMILIES) {
            for (int i = 1; i < rule.length; i++) {
                if (name.startsWith(rule[i])) {
                    return rule[0];
                }
            }
        }
        return UNKNOWN;
    }

    /// Family, then the beginnings of its models' names; the first fit holds.
    private static final String[][] FAMILIES = {
        {
            "o200k",
            "gpt-4o",
            "gpt-4.1",
            "gpt-4.5",
            "gpt-5",
            "gpt-oss",
            "chatgpt-4o",
            "o1",
            "o3",
            "o4"
        },
        {"cl100k", "gpt-4", "gpt-3.5", "gpt-35", "text-embedding-3", "text-embedding-ada-002"},
        {"qwen", "qwen", "qwq", "qvq"},
        {"deepseek", "deepseek"},
        {"kimi", "kimi", "moonshot"},
        {"glm", "glm", "chatglm"},
        {"doubao", "doubao"},
        {"hunyuan", "hunyuan"},
        {"minimax", "minimax", "abab"},
        {"ernie", "ernie"},
        {"spark", "spark", "generalv3", "4.0ultra"},
        {"step", "step-"},
        {"llama", "llama", "meta-llama"},
        {"mistral", "mistral", "mixtral", "codestral", "ministral", "magistral", "devstral"},
        {"gemma", "gemma"},
        {"gemini", "gemini"},
        {"claude", "claude"},
    };

    private static final class Counter implements TokenCounter {
        private final EncodingType type;
        private final String encoding;
        private final boolean exact;

        Counter(EncodingType type, String encoding, boolean exact) {
            this.type = type;
            this.encoding = encoding;
            this.exact = exact;
        }

        @Override
        public TokenCount count(CharSequence text) {
            Encoding vocabulary = REGISTRY.getEncoding(type);
            return new TokenCount(vocabulary.countTokensOrdinary(text.toString()));
        }

        @Override
        public String encoding() {
            return encoding;
        }

        @Override
        public boolean exact() {
            return exact;
        }

        @Override
        public String toString() {
            return encoding;
        }
    }
}
