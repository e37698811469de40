package io.tokengrid.storage.segment;

/// A place between two groups of a journal: after the fact `sequence` (0: before the first), where
/// the running hash is `hash`. What a fold commits with its result, to go on from there.
public record JournalPosition(long sequence, RunningHash hash) {

    /// Before the first fact.
    public static final JournalPosition START = new JournalPosition(0, RunningHash.NONE);
}
