package io.tokengrid.rating.invoice;

import java.util.Locale;

/// What a document is written in.
public enum Language {
    EN,
    ZH;

    /// As in JSON and in configurations.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
