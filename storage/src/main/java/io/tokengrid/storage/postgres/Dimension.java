package io.tokengrid.storage.postgres;

import java.util.Locale;

/// What usage can be summed by.
public enum Dimension {
    ORGANIZATION,
    DEPARTMENT,
    APPLICATION,
    FUNCTION,
    KEY,
    MODEL,
    PROVIDER,
    SITE,
    /// A day of the query's zone, such as `2026-11-22`.
    DAY,
    /// An hour that begins at a full hour of UTC, written with the offset of the query's zone, such
    /// as `2026-11-22T08:00:00+08:00`.
    HOUR;

    /// Lower case, as in the query parameter `by`.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
