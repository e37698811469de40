package io.tokengrid.console;

/// Who may call a route.
enum Access {
    /// Anybody.
    OPEN,
    /// Who has the admin key.
    ADMIN,
    /// Who has the admin key, or the one that may only report usage.
    USAGE,
    /// Who has an API key that is in force: it reads its own.
    KEY
}
