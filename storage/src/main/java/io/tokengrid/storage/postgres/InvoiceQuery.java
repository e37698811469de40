package io.tokengrid.storage.postgres;

import io.tokengrid.units.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Which charges of an organization a document is about: those of calls admitted before `to` that
/// were recorded before `cut`, without those of the document before. So the charges of any sequence
/// of documents are all charges, each once. An hour (UTC) counts where it begins, so in zones that
/// are half an hour off, a period begins and ends half an hour late.
///
/// @param from where the period begins: what was used earlier is told apart by its month
/// @param cut a full hour
/// @param zone of months
/// @param previous null for the first document
public record InvoiceQuery(
        OrganizationId organization,
        Instant from,
        Instant to,
        Instant cut,
        ZoneId zone,
        @Nullable Covered previous) {
    /// What a document covered.
    public record Covered(String name, Instant to, Instant cut) {}

    public InvoiceQuery {
        if (!cut.equals(cut.truncatedTo(ChronoUnit.HOURS))) {
            throw new IllegalArgumentException("'cut' is a full hour (UTC), not " + cut);
        }
    }

    /// The first full hour that does not begin before an instant.
    static Instant hour(Instant at) {
        Instant full = at.truncatedTo(ChronoUnit.HOURS);
        return full.equals(at) ? full : full.plus(Duration.ofHours(1));
    }
}
