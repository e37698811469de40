package io.tokengrid.metering;

import org.jspecify.annotations.Nullable;

/// Why a model stopped, in one vocabulary for all dialects. The raw word is kept beside it.
public enum FinishReason {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER,
    /// The provider failed while it generated.
    ERROR,
    /// A word that is not known here.
    OTHER,
    /// The answer ended without a reason.
    INCOMPLETE;

    /// Maps a provider's word; null, an empty word and DashScope's word `null` mean that the model
    /// has not finished.
    public static @Nullable FinishReason of(@Nullable String raw) {
        return switch (raw) {
            case null -> null;
            case "", "null" -> null;
            case "stop", "end_turn", "stop_sequence", "normal", "eos", "STOP" -> STOP;
            case "length", "max_tokens", "MAX_TOKENS", "model_context_window_exceeded" -> LENGTH;
            case "tool_calls", "tool_use", "function_call" -> TOOL_CALLS;
            case "content_filter", "sensitive", "refusal", "SAFETY", "RECITATION" -> CONTENT_FILTER;
            case "network_error", "insufficient_system_resource", "error", "abort" -> ERROR;
            default -> OTHER;
        };
    }
}
