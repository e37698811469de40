package io.tokengrid.upstream;

/// A chat completion that a client asks for.
///
/// @param inputTokens the messages' text, counted; no template overhead
/// @param limit the client's limit of output tokens for each choice
/// @param n choices, at least 1
record ChatRequest(
        String model, long inputTokens, Delivery delivery, int limit, int n, Script script) {
    static final int NO_LIMIT = Integer.MAX_VALUE;

    /// How the client wants the answer.
    ///
    /// @param stream as server-sent events
    /// @param usage and the stream's usage in a chunk of its own
    record Delivery(boolean stream, boolean usage) {}
}
