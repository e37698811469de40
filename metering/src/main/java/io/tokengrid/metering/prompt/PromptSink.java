package io.tokengrid.metering.prompt;

/// Takes a prompt as a template writes it, piece by piece, in order.
public interface PromptSink {

    /// Ordinary text. With the text that comes next it is one text to a tokenizer, unless marks
    /// stand between.
    void text(Utf8Text text);

    /// The same of a string.
    default void text(String text) {
        text(Utf8Text.of(text));
    }

    /// Special tokens, such as `<|im_start|>`: each is a token of its own, whatever stands around.
    ///
    /// @param count 0 ends a text without a token
    void marks(int count);

    /// Tokens that no published template shows, but a fit on hosted models.
    ///
    /// @param tokens how many; negative where a formula takes some off
    /// @param error what the figure may be wrong by, up or down
    void assumed(long tokens, long error);

    /// Text that a host may write into the prompt or not: it is not counted, but the count may be
    /// wrong by it.
    void perhaps(Utf8Text text);
}
