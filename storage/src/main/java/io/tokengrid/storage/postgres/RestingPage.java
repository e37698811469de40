package io.tokengrid.storage.postgres;

import io.tokengrid.ledger.AccountImage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the organizations at rest.
///
/// @param images by [Opened]
/// @param folded the last fact that is included
public record RestingPage(List<AccountImage> images, long folded) {
    static List<AccountImage> read(
            int node, @Nullable Opened after, int limit, Connection connection)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT organization, position, hash, image FROM resting
                        WHERE node = ? AND (opened_at, organization) > (?, ?)
                        ORDER BY opened_at, organization LIMIT ?
                        """)) {
            select.setInt(1, node);
            Instant at = after == null ? Instant.EPOCH : after.at();
            select.setObject(2, at.atOffset(ZoneOffset.UTC));
            select.setLong(3, after == null ? 0 : after.organization().value());
            select.setInt(4, limit);
            var images = new ArrayList<AccountImage>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    switch (RestingRow.of(rows)) {
                        case RestingRow.Sound(AccountImage image) -> images.add(image);
                        case RestingRow.Damaged row -> throw new SQLException(row.message());
                    }
                }
            }
            return images;
        }
    }
}
