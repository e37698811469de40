package io.tokengrid.storage.postgres;

import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.RunningHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// How far a node's journal is folded, as kept in `fold_position`.
///
/// @param epoch of the last folded fact
/// @param at when that fact happened
record FoldPoint(JournalPosition position, int epoch, Instant at) {
    static final String FOLD = "views";

    static final FoldPoint START = new FoldPoint(JournalPosition.START, 0, Instant.EPOCH);

    /// Where a node's fold stands; the start if it never committed.
    static FoldPoint read(int node, Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT sequence, hash, epoch, fact_at FROM fold_position
                        WHERE fold = ? AND node = ?
                        """)) {
            query.setString(1, FOLD);
            query.setInt(2, node);
            try (ResultSet rows = query.executeQuery()) {
                if (!rows.next()) {
                    return START;
                }
                var position =
                        new JournalPosition(rows.getLong(1), RunningHash.of(rows.getBytes(2)));
                Instant at = rows.getObject(4, OffsetDateTime.class).toInstant();
                return new FoldPoint(position, rows.getInt(3), at);
            }
        }
    }

    AsOf asOf() {
        return new AsOf(position.sequence(), at);
    }

    /// Moves the position from here to `next` within a transaction; others that fold the same node
    /// wait for its end. False if the position is not here (any more).
    boolean advance(int node, FoldPoint next, Connection connection) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        """
                        INSERT INTO fold_position AS f (fold, node, epoch, sequence, hash, fact_at)
                        VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (fold, node) DO UPDATE
                        SET epoch = excluded.epoch, sequence = excluded.sequence,
                          hash = excluded.hash, fact_at = excluded.fact_at
                        WHERE f.sequence = ? AND f.hash = ?
                        """)) {
            update.setString(1, FOLD);
            update.setInt(2, node);
            update.setInt(3, next.epoch);
            update.setLong(4, next.position.sequence());
            update.setBytes(5, next.position.hash().bytes());
            update.setObject(6, next.at.atOffset(ZoneOffset.UTC));
            update.setLong(7, position.sequence());
            update.setBytes(8, position.hash().bytes());
            return update.executeUpdate() == 1;
        }
    }
}
