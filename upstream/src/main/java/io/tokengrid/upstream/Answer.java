package io.tokengrid.upstream;

/// The answer to a chat completion, decided in full before its first byte is written.
///
/// @param reasoning tokens of reasoning of each choice
/// @param visible tokens of text, or of tool call arguments, of each choice
/// @param cut whether the client's limit ended it
/// @param seed of its words; choice i has the text of seed + i
record Answer(ChatRequest request, Name name, int reasoning, int visible, boolean cut, long seed) {

    /// @param id of the answer, unique among all answers of all upstreams
    /// @param created seconds since 1970
    record Name(String id, long created) {}

    /// @param usual tokens of an answer when neither the script nor a limit says how many
    static Answer to(ChatRequest request, Name name, int usual, long seed) {
        Script script = request.script();
        int wanted = script.small(Control.TOKENS, usual);
        boolean cut = wanted > request.limit() && !script.is(Control.IGNORE_LIMIT);
        int tokens = cut ? request.limit() : wanted;
        int reasoning = Math.min(tokens, script.small(Control.REASONING, 0));
        ToolArguments tools =
                ToolArguments.of(script.small(Control.TOOL_CALLS, 0), tokens - reasoning);
        int visible = tools.calls() > 0 ? tools.tokens() : tokens - reasoning;
        return new Answer(request, name, reasoning, visible, cut, script.whole(Control.SEED, seed));
    }

    ToolArguments tools() {
        return ToolArguments.of(script().small(Control.TOOL_CALLS, 0), visible);
    }

    Script script() {
        return request.script();
    }

    TokenText words() {
        return script().is(Control.UNICODE) ? TokenText.mixed() : TokenText.english();
    }

    String finish() {
        return cut ? "length" : tools().calls() > 0 ? "tool_calls" : "stop";
    }

    /// What the call used: the truth, whatever is reported.
    Usage usage() {
        return usage((long) request.n() * (reasoning + visible), (long) request.n() * reasoning);
    }

    /// What it used when only this much of its output came to be.
    Usage usage(long output, long reasoning) {
        long input = request.inputTokens();
        long cached = input * script().whole(Control.CACHED_PERCENT, 0) / 100;
        return new Usage(input, cached, output, reasoning);
    }
}
