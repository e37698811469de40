package io.tokengrid.gateway;

import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.TokenCount;

/// Our own count of a call.
final class Counts {
    private static final int BYTES_PER_TOKEN = 4;

    private Counts() {}

    /// The prompt's tokens, with the model's template around them.
    static TokenCount input(Model model, byte[] body) {
        return switch (PromptText.read(body, 0, body.length)) {
            case PromptText.Found(PromptText prompt) ->
                    prompt.counted(model.counter(), model.template());
            case PromptText.Malformed _ -> estimate(body.length);
        };
    }

    /// Prompt and answer.
    static Usage of(Model model, byte[] body, ModelAnswer answer) {
        return answer.counted(model.counter(), input(model, body));
    }

    /// An estimate that costs nothing: four bytes of UTF-8 a token is near the truth in English,
    /// and a little low in Chinese, code and figures.
    static TokenCount estimate(long bytes) {
        return new TokenCount(Math.ceilDiv(bytes, BYTES_PER_TOKEN));
    }
}
