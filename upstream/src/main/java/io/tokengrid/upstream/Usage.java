package io.tokengrid.upstream;

/// Tokens of a call as OpenAI reports them: cached is part of input, reasoning is part of output.
public record Usage(long input, long cached, long output, long reasoning) {
    static final Usage NONE = new Usage(0, 0, 0, 0);

    private static final long ABSURD = 1_000_000_000_000_000_000L;

    /// What the script has the upstream say instead.
    Usage reported(Script script) {
        Usage scaled = scaled(script.whole(Control.USAGE_PERCENT, 100));
        String lie = script.text(Control.USAGE_LIE);
        return switch (lie == null ? "" : lie) {
            case "absurd" -> new Usage(ABSURD, scaled.cached, ABSURD, scaled.reasoning);
            case "negative" -> new Usage(scaled.input, scaled.cached, -50, scaled.reasoning);
            case "cached_over_prompt" ->
                    new Usage(scaled.input, scaled.input + 100, scaled.output, scaled.reasoning);
            case "zero_output" -> new Usage(scaled.input, scaled.cached, 0, 0);
            default -> scaled;
        };
    }

    private Usage scaled(long percent) {
        return percent == 100
                ? this
                : new Usage(
                        input * percent / 100,
                        cached * percent / 100,
                        output * percent / 100,
                        reasoning * percent / 100);
    }

    Usage plus(Usage other) {
        return new Usage(
                input + other.input,
                cached + other.cached,
                output + other.output,
                reasoning + other.reasoning);
    }

    /// As OpenAI writes it.
    String json() {
        return "{\"prompt_tokens\":"
                + input
                + ",\"completion_tokens\":"
                + output
                + ",\"total_tokens\":"
                + (input + output)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":"
                + cached
                + "},\"completion_tokens_details\":{\"reasoning_tokens\":"
                + reasoning
                + "}}";
    }
}
