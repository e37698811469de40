package io.tokengrid.app;

/// How a provider wants its key.
enum ProviderAuth {
    /// `Authorization: Bearer KEY`.
    BEARER,
    /// `x-api-key: KEY`.
    X_API_KEY,
    /// Not at all.
    NONE
}
