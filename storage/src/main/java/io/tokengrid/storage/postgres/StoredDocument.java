package io.tokengrid.storage.postgres;

import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A document that became final.
///
/// @param name its number
/// @param credits the invoice that it gives a part back of; null for other documents
/// @param owed by how much it changed what the customer owes
public record StoredDocument(
        String name,
        OrganizationId organization,
        @Nullable String credits,
        Money owed,
        Instant issuedAt,
        DocumentImage image) {}
