package io.tokengrid.upstream;

/// How an answer's tokens are spread over the arguments of its tool calls. Each call's arguments
/// are `{"text":"..."}`, of which the frame is [#FRAME] tokens and the rest words.
///
/// @param calls 0 for an answer of text
/// @param tokens of all arguments together
record ToolArguments(int calls, int tokens) {
    static final String OPEN = "{\\\"text\\\":\\\"";
    static final String CLOSE = "\\\"}";

    /// Tokens of `{"text":"` and `"}` around words, in o200k_base and cl100k_base: `{"`, `text`,
    /// `":"`, `"}`.
    static final int FRAME = 4;

    /// Spreads `tokens`, or as many more as make one word in each call.
    static ToolArguments of(int calls, int tokens) {
        return new ToolArguments(calls, Math.max(tokens, calls * (FRAME + 1)));
    }

    /// Words in call `i`.
    int words(int i) {
        int all = tokens - calls * FRAME;
        return all / calls + (i < all % calls ? 1 : 0);
    }
}
