package io.tokengrid.console;

/// Who may call a route.
enum Access {
    /// Anybody.
    OPEN,
    /// Who has the admin key.
    ADMIN,
    /// Who has an API key that is in force: it reads its own.
    KEY
}
