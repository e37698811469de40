package io.tokengrid.metering;

/// The strings that an answer is made of. Each is a text of its own to a tokenizer.
public enum TextPart {
    CONTENT,
    REASONING,
    REFUSAL,
    /// The name of one tool call.
    TOOL_NAME,
    /// The arguments of one tool call, JSON as text.
    TOOL_ARGUMENTS
}
