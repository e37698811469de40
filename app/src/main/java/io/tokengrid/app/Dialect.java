package io.tokengrid.app;

/// The shape of a provider's requests and answers.
enum Dialect {
    /// OpenAI's chat completions, and what many providers made compatible with them.
    OPENAI,
    /// Anthropic's messages.
    ANTHROPIC
}
