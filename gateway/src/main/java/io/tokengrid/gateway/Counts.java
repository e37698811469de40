package io.tokengrid.gateway;

import io.tokengrid.metering.OutputText;
import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.TokenCount;

/// Our own count of a call.
final class Counts {
    private Counts() {}

    /// The prompt's tokens, with the model's template around them.
    static TokenCount input(Model model, byte[] body) {
        return switch (PromptText.read(body, 0, body.length)) {
            case PromptText.Found(PromptText prompt) ->
                    prompt.counted(model.counter(), model.template());
            case PromptText.Malformed _ ->
                    throw new IllegalStateException("an admitted request is no JSON");
        };
    }

    /// Prompt and answer.
    static Usage of(Model model, byte[] body, OutputText text) {
        return text.counted(model.counter(), input(model, body));
    }
}
