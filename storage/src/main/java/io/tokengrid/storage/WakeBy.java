package io.tokengrid.storage;

import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;

/// What somebody who may rest is asked for by.
public sealed interface WakeBy {
    /// The digest of an API key.
    record Secret(Sha256 secret) implements WakeBy {}

    record Key(KeyId key) implements WakeBy {}

    record Organization(OrganizationId organization) implements WakeBy {}
}
