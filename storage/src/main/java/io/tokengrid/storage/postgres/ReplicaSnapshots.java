package io.tokengrid.storage.postgres;

import io.tokengrid.storage.SnapshotCopy;
import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A node's snapshots in its replica, the last two of them, in parts. Within the transaction of the
/// connection.
final class ReplicaSnapshots {
    private static final int PART = 1 << 20;
    private static final int KEPT = 2;

    private ReplicaSnapshots() {}

    /// The sequences up to which there are snapshots, newest first.
    static List<Long> sequences(int node, Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT sequence FROM replica_snapshots WHERE node = ? AND part = 0
                        ORDER BY sequence DESC
                        """)) {
            query.setInt(1, node);
            try (ResultSet rows = query.executeQuery()) {
                var sequences = new ArrayList<Long>();
                while (rows.next()) {
                    sequences.add(rows.getLong(1));
                }
                return sequences;
            }
        }
    }

    /// Adds one and deletes all but the last two.
    static void add(int node, SnapshotCopy snapshot, Connection connection) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO replica_snapshots (node, sequence, part, bytes)
                        VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
                        """)) {
            byte[] bytes = snapshot.bytes();
            for (int part = 0; part == 0 || part * PART < bytes.length; part++) {
                int from = part * PART;
                insert.setInt(1, node);
                insert.setLong(2, snapshot.sequence());
                insert.setInt(3, part);
                insert.setBytes(
                        4, Arrays.copyOfRange(bytes, from, Math.min(from + PART, bytes.length)));
                insert.executeUpdate();
            }
        }
        List<Long> sequences = sequences(node, connection);
        if (sequences.size() > KEPT) {
            try (PreparedStatement delete =
                    connection.prepareStatement(
                            "DELETE FROM replica_snapshots WHERE node = ? AND sequence < ?")) {
                delete.setInt(1, node);
                delete.setLong(2, sequences.get(KEPT - 1));
                delete.executeUpdate();
            }
        }
    }

    static SnapshotCopy read(int node, long sequence, Connection connection) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT bytes FROM replica_snapshots WHERE node = ? AND sequence = ?
                        ORDER BY part
                        """)) {
            query.setInt(1, node);
            query.setLong(2, sequence);
            try (ResultSet rows = query.executeQuery()) {
                var bytes = new ByteArrayOutputStream();
                while (rows.next()) {
                    bytes.writeBytes(rows.getBytes(1));
                }
                return new SnapshotCopy(sequence, bytes.toByteArray());
            }
        }
    }
}
