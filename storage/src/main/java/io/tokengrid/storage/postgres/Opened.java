package io.tokengrid.storage.postgres;

import io.tokengrid.units.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// Where an organization stands in the list of all by time of opening.
///
/// @param at to the microsecond
public record Opened(Instant at, OrganizationId organization) implements Comparable<Opened> {
    private static final Comparator<Opened> ORDER =
            Comparator.comparing(Opened::at).thenComparing(Opened::organization);

    public Opened {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    static @Nullable Opened read(OrganizationId organization, Connection connection)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT opened_at FROM organizations WHERE id = ?")) {
            select.setLong(1, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? new Opened(
                                rows.getObject(1, OffsetDateTime.class).toInstant(), organization)
                        : null;
            }
        }
    }

    @Override
    public int compareTo(Opened other) {
        return ORDER.compare(this, other);
    }
}
