package io.tokengrid.metering;

/// What a reader of a call's usage should know about it besides the figures.
public enum UsageFlag {
    /// The provider gave cached and media tokens as margins that may overlap; cached tokens were
    /// taken from text first (`exactness.md`, A7).
    SPLIT_ASSUMED,
    /// The reported total is not the sum of input and output; input and output were believed.
    INCONSISTENT_TOTAL,
    /// A reported part exceeds its whole, such as reasoning above output; the whole was believed.
    INCONSISTENT_DETAILS,
    /// Thinking was reported outside of the output, or only inside the total, and was added to it.
    REASONING_ADDED,
    /// The provider reported zero tokens in and out; our own count stands in.
    ALL_ZERO_REPORTED,
    /// The reported figures cannot be true (`exactness.md`, B5); our own count stands in.
    IMPOSSIBLE,
    /// The provider reported no input; our own count of it stands in.
    ESTIMATED_INPUT,
    /// The provider reported no output; our own count of it stands in.
    ESTIMATED_OUTPUT
}
