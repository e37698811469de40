package io.tokengrid.storage.segment;

/// What [JournalRepair] found.
public sealed interface JournalCondition {

    /// Sequence of the last fact before which all is sound.
    long lastSequence();

    /// Every frame can be read. A torn end, which any start cuts off by itself, counts as sound.
    ///
    /// @param segments number of segment files that hold frames
    record Sound(long lastSequence, int epoch, int segments) implements JournalCondition {}

    /// A frame cannot be read though sound ones follow.
    ///
    /// @param file the damaged file
    /// @param offset where in it the first bad frame begins, in bytes
    /// @param lastSequence sequence of the last fact before the damage, which a cut keeps
    /// @param highestSequence sequence of the last fact that can be read after it; a cut loses the
    ///   facts between, and maybe some after
    /// @param readableFacts how many facts after the damage can be read
    /// @param segmentsAfter how many segment files with sound frames follow the damaged one
    /// @param startRefused whether a node refuses to start from it in any case; otherwise it starts
    ///   if its snapshot is newer than the damage
    record Damaged(
            String file,
            long offset,
            long lastSequence,
            long highestSequence,
            long readableFacts,
            int segmentsAfter,
            boolean startRefused)
            implements JournalCondition {

        /// How many facts a cut would lose, at least.
        public long lostFacts() {
            return highestSequence - lastSequence;
        }
    }
}
