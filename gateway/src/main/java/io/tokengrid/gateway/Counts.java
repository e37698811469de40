package io.tokengrid.gateway;

import io.tokengrid.gateway.openai.ChatRequest;
import io.tokengrid.journal.OwnCount;
import io.tokengrid.metering.Certainty;
import io.tokengrid.metering.InputBound;
import io.tokengrid.metering.OutputCount;
import io.tokengrid.metering.OutputText;
import io.tokengrid.metering.PromptMeasure;
import io.tokengrid.metering.PromptMeter;
import io.tokengrid.metering.PromptText;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// Our own counts of prompts.
final class Counts {
    private static final int BYTES_PER_TOKEN = 4;

    private Counts() {}

    /// A prompt that was counted.
    ///
    /// @param tokens corrected by what was learned
    /// @param measure uncorrected; null if the body could not be read
    /// @param body the digest of the request's body
    record Input(TokenCount tokens, @Nullable PromptMeasure measure, Sha256 body) {
        /// The uncorrected tokens, to compare reports with.
        TokenCount uncorrected() {
            return measure == null ? tokens : measure.count().tokens();
        }

        /// What a template's part depends on.
        long shape() {
            return measure == null ? 0 : measure.shape();
        }

        /// Whether there are parts whose tokens are not known exactly, such as images.
        boolean hasMedia() {
            return measure == null
                    || (measure.lesson() == null && measure.count().certainty() != Certainty.EXACT);
        }

        /// Lets later counts learn from what the provider reported.
        void teach(PromptMeter prompts, TokenCount reported) {
            if (measure != null) {
                prompts.teach(measure, reported);
            }
        }
    }

    /// The prompt's tokens, with the model's template around them.
    static Input input(Model model, ChatRequest request) {
        byte[] body = request.body();
        Sha256 digest = Sha256.digest(body, 0, body.length);
        PromptText prompt = prompt(request);
        if (prompt == null) {
            return new Input(estimate(body.length), null, digest);
        }
        PromptMeasure measure = model.prompts().measure(prompt);
        return new Input(model.prompts().corrected(measure).tokens(), measure, digest);
    }

    /// What is recorded of a call's counts, beside what its provider reported.
    ///
    /// @param text all that the model wrote
    static OwnCount own(Model model, Input input, OutputCount output, OutputText text) {
        return new OwnCount(
                input.uncorrected(),
                output.tokens(),
                model.counter().encoding(),
                output.source() == UsageSource.COUNTED,
                new OwnCount.Texts(
                        output.thinking(),
                        input.hasMedia(),
                        input.shape(),
                        text.shape(),
                        input.body(),
                        text.digest()));
    }

    /// What a request's input cannot exceed by our count of it (exactness B3); null if nothing in
    /// the request bounds it.
    static @Nullable TokenCount inputBound(Model model, ChatRequest request) {
        PromptText prompt = prompt(request);
        return prompt != null
                        && model.prompts().countedBound(prompt)
                                instanceof InputBound.AtMost(TokenCount tokens)
                ? tokens
                : null;
    }

    /// What a request with files or videos cannot exceed, as far as these stand in it and are small
    /// enough to be looked into on an event loop; null if nothing bounds it.
    static @Nullable TokenCount boundOfFiles(Model model, ChatRequest request) {
        PromptText prompt = request.body().length <= Counting.ON_LOOP ? request.prompt() : null;
        return prompt != null
                        && model.prompts().bound(prompt)
                                instanceof InputBound.AtMost(TokenCount most)
                ? most
                : null;
    }

    /// What the model reads; null if the body is beyond the bounds of our reading.
    private static @Nullable PromptText prompt(ChatRequest request) {
        PromptText kept = request.prompt();
        return kept == null
                        && PromptText.read(request.body())
                                instanceof PromptText.Found(PromptText read)
                ? read
                : kept;
    }

    /// An estimate that costs nothing: four bytes of UTF-8 a token is near the truth in English,
    /// and a little low in Chinese, code and figures.
    static TokenCount estimate(long bytes) {
        return new TokenCount(Math.ceilDiv(bytes, BYTES_PER_TOKEN));
    }
}
