package io.tokengrid.metering;

/// How the figures of a call's usage are known, from best to worst.
public enum UsageSource {
    /// The provider reported every class that it has, after the model had finished.
    REPORTED,
    /// The provider reported a part, or spoke for the last time before the model had finished.
    REPORTED_PARTIAL,
    /// Counted here with the model's own vocabulary.
    COUNTED,
    /// Counted here with another vocabulary, or from a text that was cut off.
    ESTIMATED
}
