package io.tokengrid.gateway;

import java.util.Locale;

/// Why an answer ended before the model had finished.
enum Cut {
    /// The provider's connection broke.
    BROKE_OFF,
    /// The provider said that it failed, or sent what is no answer.
    FAILED,
    /// The client left, and the model's policy is not to read on.
    CLIENT_GONE,
    /// The call took longer than it may.
    DEADLINE,
    /// The hold could not grow with the answer (exactness B7).
    HOLD_ENDED,
    /// This process ends.
    SHUTDOWN;

    /// The stable word in the journal.
    String code() {
        return switch (this) {
            case BROKE_OFF -> "upstream_broke_off";
            case FAILED -> "upstream_failed";
            case CLIENT_GONE, DEADLINE, HOLD_ENDED, SHUTDOWN -> name().toLowerCase(Locale.ROOT);
        };
    }
}
