package io.tokengrid.storage.postgres;

import io.tokengrid.storage.NodeRestore;
import io.tokengrid.storage.segment.Epoch;
import io.tokengrid.storage.segment.JournalOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/// Makes a node's lost data folder anew from its replica. From its first step on no other process
/// can go on with the replica, so what it has is all that the node has ever promised.
public final class ReplicaRestore {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /// Rows that are read at a time: about as many MB.
    private static final int ROWS = 8;

    private ReplicaRestore() {}

    /// What a replica has.
    ///
    /// @param first sequence of the oldest fact
    /// @param last sequence of the last one; less than `first` if there is none
    /// @param bytes of all groups
    /// @param snapshots the sequences up to which there are snapshots, newest first
    public record Found(long first, long last, long bytes, List<Long> snapshots) {}

    /// Looks at the replica of a node and changes nothing.
    ///
    /// @throws ReplicaRefused if there is none, or nothing can be made from it
    /// @throws DatabaseUnavailable if the database does not answer
    public static Found look(int node, DatabaseConfig.External database) {
        try (Connection connection = connect(database)) {
            connection.setAutoCommit(false);
            return look(node, connection);
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    /// Makes the journal and the snapshots in a data folder that has no journal.
    ///
    /// @throws ReplicaRefused as for [#look]
    /// @throws io.tokengrid.storage.segment.JournalRefused the replica's groups are not what was
    ///   written; there is no journal then
    /// @throws DatabaseUnavailable if the database does not answer; this can be called again
    public static Found run(
            int node, DatabaseConfig.External database, Path data, JournalOptions options)
            throws IOException {
        try (Connection connection = connect(database)) {
            connection.setAutoCommit(false);
            Found found = look(node, connection);
            ReplicaPoint taken = take(node, connection);
            try (NodeRestore restore = NodeRestore.in(data, node, options)) {
                // Oldest first: the folder keeps the last two.
                for (long sequence : found.snapshots().reversed()) {
                    restore.add(ReplicaSnapshots.read(node, sequence, connection));
                }
                groups(node, restore, connection);
                restore.finish(taken.position(), taken.owner());
            }
            connection.commit();
            return found;
        } catch (SQLException e) {
            throw unavailable(database, e);
        }
    }

    private static Connection connect(DatabaseConfig.External database) throws SQLException {
        return database.connect("tokengrid-restore", PATIENCE);
    }

    private static DatabaseUnavailable unavailable(
            DatabaseConfig.External database, SQLException e) {
        return new DatabaseUnavailable(
                "the replica in " + database + " cannot be read: " + e.getMessage(), e);
    }

    private static Found look(int node, Connection connection) throws SQLException {
        ReplicaPoint point = ReplicaPoint.lock(node, connection);
        if (point == null) {
            throw new ReplicaRefused("the database has no replica of node " + node);
        }
        long last = point.position().sequence();
        long first = last + 1;
        long bytes = 0;
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT min(first_sequence), sum(octet_length(frames))
                        FROM replica_groups WHERE node = ?
                        """)) {
            query.setInt(1, node);
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                if (rows.getObject(1) != null) {
                    first = rows.getLong(1);
                    bytes = rows.getLong(2);
                }
            }
        }
        List<Long> snapshots = ReplicaSnapshots.sequences(node, connection);
        long begin = first;
        if (first > 1 && snapshots.stream().noneMatch(at -> at >= begin - 1 && at <= last)) {
            throw new ReplicaRefused(
                    "the replica of node "
                            + node
                            + " begins with fact "
                            + first
                            + " and was cut off before it had what its snapshot includes");
        }
        return new Found(first, last, bytes, snapshots.stream().filter(at -> at <= last).toList());
    }

    /// Makes the replica's next run of the node one that never begins, in a transaction of its own:
    /// a process that still runs can add nothing from here on.
    private static ReplicaPoint take(int node, Connection connection) throws SQLException {
        ReplicaPoint there = ReplicaPoint.lock(node, connection);
        if (there == null) {
            throw new ReplicaRefused("the database has no replica of node " + node);
        }
        var owner = new Epoch(Math.incrementExact(there.owner().number()), UUID.randomUUID());
        var taken = new ReplicaPoint(there.position(), owner);
        taken.write(node, connection);
        connection.commit();
        return taken;
    }

    private static void groups(int node, NodeRestore restore, Connection connection)
            throws SQLException, IOException {
        try (PreparedStatement query =
                connection.prepareStatement(
                        """
                        SELECT frames FROM replica_groups WHERE node = ? ORDER BY first_sequence
                        """)) {
            query.setInt(1, node);
            query.setFetchSize(ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    restore.add(rows.getBytes(1));
                }
            }
        }
    }
}
