package io.tokengrid.storage.postgres;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where the fold stands.
///
/// @param folded the last fact that is in the views; 0 before the first
/// @param journalEnd the last durable fact
/// @param lag how long ago the last folded fact happened; zero when none is left
/// @param lastError what the database or the journal said last; null if nothing went wrong since
///   the last commit
public record FoldStatus(
        State state, long folded, long journalEnd, Duration lag, @Nullable String lastError) {
    /// What the fold is doing.
    public enum State {
        /// All durable facts are folded, or will be within a moment.
        CURRENT,
        /// More facts are left than one batch takes.
        CATCHING_UP,
        /// The database does not answer, or refuses what is written; tried again for ever.
        AWAY,
        /// The journal or the database has another history, or a fact cannot be read; only an
        /// operator can help.
        STOPPED;

        /// Lower case with a space, as in readiness.
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /// Durable facts that are not folded yet.
    public long lagFacts() {
        return Math.max(0, journalEnd - folded);
    }
}
