package io.tokengrid.journal;

import java.util.Locale;

/// By what a price book was published. The names are part of the journal's format.
public enum Publisher {
    /// The configuration, when it was read.
    FILE,
    /// A client of the admin API, or the console.
    API;

    /// Lower case, as in JSON and tables.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The publisher with this key; throws [IllegalArgumentException] if there is none.
    public static Publisher of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
