package io.tokengrid.storage.postgres;

import io.tokengrid.storage.segment.Epoch;
import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.ReplicaFeed;
import io.tokengrid.storage.segment.RunningHash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where a node's replica ends, as kept in `replica_position`.
///
/// @param owner the run of the node that may go on with it
record ReplicaPoint(JournalPosition position, Epoch owner) {

    /// Reads it and keeps others from changing it until the transaction ends; null if the node has
    /// no replica here.
    static @Nullable ReplicaPoint lock(int node, Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT sequence, hash, epoch, incarnation FROM replica_position
                        WHERE node = ? FOR UPDATE
                        """)) {
            query.setInt(1, node);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next()
                        ? new ReplicaPoint(
                                new JournalPosition(
                                        rows.getLong(1), RunningHash.of(rows.getBytes(2))),
                                new Epoch(rows.getInt(3), rows.getObject(4, UUID.class)))
                        : null;
            }
        }
    }

    /// Begins a replica, or gives it another owner.
    void write(int node, Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO replica_position (node, sequence, hash, epoch, incarnation)
                        VALUES (?, ?, ?, ?, ?)
                        ON CONFLICT (node) DO UPDATE
                        SET epoch = excluded.epoch, incarnation = excluded.incarnation
                        """)) {
            insert.setInt(1, node);
            insert.setLong(2, position.sequence());
            insert.setBytes(3, position.hash().bytes());
            insert.setInt(4, owner.number());
            insert.setObject(5, owner.incarnation());
            insert.executeUpdate();
        }
    }

    /// Whether this is still where the replica ends, and who may go on with it.
    boolean isThere(int node, Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT FROM replica_position
                        WHERE node = ? AND incarnation = ? AND sequence = ?
                        """)) {
            query.setInt(1, node);
            query.setObject(2, owner.incarnation());
            query.setLong(3, position.sequence());
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    /// Adds groups that begin here, with one statement and so with one answer to wait for. False if
    /// this is not where the replica ends, or not who may go on with it.
    boolean add(int node, ReplicaFeed.Groups groups, Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        WITH moved AS (
                          UPDATE replica_position SET sequence = ?, hash = ?
                          WHERE node = ? AND incarnation = ? AND sequence = ? AND hash = ?
                          RETURNING node, sequence, hash)
                        INSERT INTO replica_groups (node, first_sequence, last_sequence, hash, frames)
                        SELECT node, ?, sequence, hash, ? FROM moved
                        """)) {
            insert.setLong(1, groups.end().sequence());
            insert.setBytes(2, groups.end().hash().bytes());
            insert.setInt(3, node);
            insert.setObject(4, owner.incarnation());
            insert.setLong(5, position.sequence());
            insert.setBytes(6, position.hash().bytes());
            insert.setLong(7, groups.first());
            insert.setBytes(8, groups.frames());
            return insert.executeUpdate() == 1;
        }
    }

    ReplicaPoint at(JournalPosition end) {
        return new ReplicaPoint(end, owner);
    }
}
