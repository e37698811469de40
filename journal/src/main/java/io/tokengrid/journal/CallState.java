package io.tokengrid.journal;

import java.util.Locale;

/// Where a call stands. Each call ends once.
public enum CallState {
    /// Its money is held.
    OPEN,
    /// It was charged.
    SETTLED,
    /// It ended without a charge.
    VOIDED,
    /// Its deadline ended it without a charge.
    EXPIRED;

    /// Lower case, as in JSON and SQL.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
