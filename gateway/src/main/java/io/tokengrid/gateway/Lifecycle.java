package io.tokengrid.gateway;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where a model stands between its first day and its last.
///
/// @param preview whether it may still change or vanish without notice
/// @param retires the first instant at which it can no longer be called; null if none is announced
/// @param successor the model to call instead; null if none is named
public record Lifecycle(boolean preview, @Nullable Instant retires, @Nullable String successor) {
    /// A model of which nothing is announced.
    public static final Lifecycle CURRENT = new Lifecycle(false, null, null);

    /// What that means to who calls it.
    public enum State {
        PREVIEW,
        CURRENT,
        /// It can be called until a day that is announced.
        RETIRING,
        /// It can no longer be called.
        GONE;

        /// The state's name in JSON, such as `retiring`.
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Where the model stands at an instant.
    public State at(Instant now) {
        if (retires != null) {
            return now.isBefore(retires) ? State.RETIRING : State.GONE;
        }
        return preview ? State.PREVIEW : State.CURRENT;
    }
}
