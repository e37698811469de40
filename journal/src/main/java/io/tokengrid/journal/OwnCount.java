package io.tokengrid.journal;

import io.tokengrid.units.Sha256;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// Our own count of a call, beside what its provider reported.
///
/// @param input of the prompt, uncorrected by what was learned
/// @param output of the answer
/// @param encoding which vocabulary counted
/// @param exact whether that is the model's own
/// @param texts what was counted; null in facts of old
public record OwnCount(
        TokenCount input,
        TokenCount output,
        String encoding,
        boolean exact,
        @Nullable Texts texts) {
    /// The same, with what was counted.
    OwnCount with(Texts counted) {
        return new OwnCount(input, output, encoding, exact, counted);
    }

    /// What was counted: enough to compare calls with each other and to prove later which texts it
    /// was, but no text.
    ///
    /// @param reasoning of the counted output, tokens of thinking that was shown
    /// @param media whether the prompt had images, sound or files, whose tokens are a formula's
    /// @param promptShape as in [io.tokengrid.metering.audit.Observation], of the prompt
    /// @param answerShape the same, of the answer
    /// @param prompt the digest of the request's body as the client sent it
    /// @param answer the digest of all that the model wrote, in the order in which it came
    public record Texts(
            TokenCount reasoning,
            boolean media,
            long promptShape,
            long answerShape,
            Sha256 prompt,
            Sha256 answer) {}
}
