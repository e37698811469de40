package io.tokengrid.storage.postgres;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a node's replica stands.
///
/// @param acknowledged the last fact that it has
/// @param lagFacts facts that this node's disk has and it does not
/// @param lag for how long the oldest of them has waited; zero if there is none
/// @param lastError what went wrong last; null if nothing did since it was in step
public record ReplicaStatus(
        State state, long acknowledged, long lagFacts, Duration lag, @Nullable String lastError) {
    /// What the replica is doing.
    public enum State {
        /// It has all facts, or will within a moment.
        IN_STEP,
        /// It answers and is given what it missed; no call is taken.
        CATCHING_UP,
        /// It does not answer, or could lose what it confirms; tried again for ever.
        AWAY,
        /// It has another history, or another process goes on with it; only an operator can help.
        STOPPED;

        /// Lower case with a space, as in readiness.
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
