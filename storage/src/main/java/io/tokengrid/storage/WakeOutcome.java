package io.tokengrid.storage;

/// What became of the wish to bring somebody back from rest.
public sealed interface WakeOutcome {
    /// It is in memory.
    record Awake() implements WakeOutcome {}

    /// Nobody of this name is in memory or at rest.
    record Unknown() implements WakeOutcome {}

    /// That cannot be found out now.
    ///
    /// @param why for the operator
    record Unavailable(String why) implements WakeOutcome {}
}
