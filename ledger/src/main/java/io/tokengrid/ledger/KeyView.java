package io.tokengrid.ledger;

import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key as it stands, without its secret.
///
/// @param revokedAt null while it is in force
public record KeyView(
        KeyId id,
        OrganizationId organization,
        CostCentre costCentre,
        KeyLimits limits,
        Instant issuedAt,
        @Nullable Instant revokedAt) {}
