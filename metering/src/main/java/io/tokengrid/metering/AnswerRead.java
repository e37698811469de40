package io.tokengrid.metering;

/// What one frame of a stream, or one whole JSON answer, turned out to be.
public sealed interface AnswerRead {

    /// A part of an answer, or all of it.
    ///
    /// @param content whether the model wrote something here: text, thinking, a tool call, sound
    /// @param finished whether this gave the last open choice its finish reason; what follows can
    ///   only be usage and the end
    /// @param usage whether usage was reported here
    /// @param usageOnly whether there is usage and no choice: the chunk that only a client sees who
    ///   asked for it
    /// @param repeated whether a message here repeats what its deltas said (MiniMax's last event)
    /// @param usageBrace where the brace stands that closes the non-empty top-level `usage` object,
    ///   as an index into the bytes read, so that a relay can write fields before it; -1 if there
    ///   is none
    record Part(
            boolean content,
            boolean finished,
            boolean usage,
            boolean usageOnly,
            boolean repeated,
            int usageBrace)
            implements AnswerRead {

        static final Part NOTHING = new Part(false, false, false, false, false, -1);
        static final Part CONTENT = new Part(true, false, false, false, false, -1);
    }

    /// An error, although the HTTP status was that of success.
    record Failed(ErrorEvidence evidence) implements AnswerRead {}

    /// No JSON object, or one beyond the parser's bounds. Nothing of it was taken.
    record Malformed(String why) implements AnswerRead {}
}
