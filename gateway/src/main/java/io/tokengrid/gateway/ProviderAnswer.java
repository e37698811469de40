package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Bytes;

/// What a provider answers, while it arrives. Confined to its event loop.
sealed interface ProviderAnswer permits ModelAnswer, ErrorAnswer {
    /// Takes what arrived; the chunk is the answer's from here on.
    Progress take(Bytes chunk);

    /// Takes the end that the provider gave it.
    Progress end();

    /// Takes the end of the connection before that.
    Progress brokeOff();
}
