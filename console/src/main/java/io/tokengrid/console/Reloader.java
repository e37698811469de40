package io.tokengrid.console;

import java.util.List;

/// Reads the configuration anew and brings what changed into force. Blocks; thread-safe.
public interface Reloader {
    Outcome reload();

    /// What became of it.
    sealed interface Outcome {
        /// What is in force now.
        ///
        /// @param changes one sentence for each; empty if the configuration says what is in force
        record Changed(List<String> changes) implements Outcome {}

        /// Nothing changed.
        ///
        /// @param reasons one sentence for each thing that stands against it
        record Refused(List<String> reasons) implements Outcome {}
    }
}
