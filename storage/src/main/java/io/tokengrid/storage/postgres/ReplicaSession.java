package io.tokengrid.storage.postgres;

import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.SnapshotCopy;
import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.ReplicaFeed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/// A replica's work over one connection: from where it ends, on and on. After any exception it is
/// closed and another one begins. Not thread-safe.
final class ReplicaSession implements AutoCloseable {
    /// So much goes into one row, a little more or a single group.
    private static final int BYTES = 1 << 20;

    private final int node;
    private final ReplicaFeed feed;
    private final Connection connection;
    private ReplicaPoint point;

    private ReplicaSession(int node, ReplicaFeed feed, Connection connection, ReplicaPoint point) {
        this.node = node;
        this.feed = feed;
        this.connection = connection;
        this.point = point;
    }

    /// Takes the replica over from an earlier run of the node, or begins it.
    ///
    /// @throws SQLException if the database does not answer, or could lose what it has confirmed
    /// @throws ReplicaRefused if another process goes on with it
    /// @throws IOException by name if the replica has another history than the journal
    static ReplicaSession begin(
            int node, ReplicaFeed feed, NodeStore store, Connections connections)
            throws SQLException, IOException {
        Connection connection = connections.connection();
        try {
            requireDurable(connection);
            connection.setAutoCommit(false);
            ReplicaPoint there = ReplicaPoint.lock(node, connection);
            ReplicaPoint ours =
                    there == null
                            ? first(node, feed, store, connection)
                            : new ReplicaPoint(there.position(), feed.epoch());
            requireOurs(node, there, ours);
            feed.begin(ours.position());
            if (there == null || !there.equals(ours)) {
                ours.write(node, connection);
            }
            connection.commit();
            connection.setAutoCommit(true);
            return new ReplicaSession(node, feed, connection, ours);
        } catch (SQLException | IOException | RuntimeException e) {
            giveBack(connection);
            throw e;
        }
    }

    /// What the server confirms must survive its own crash (exactness C5).
    private static void requireDurable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet settings =
                        statement.executeQuery(
                                """
                                SELECT current_setting('fsync'), current_setting('full_page_writes'),
                                  current_setting('synchronous_commit')
                                """)) {
            settings.next();
            requireOn("fsync", settings.getString(1));
            requireOn("full_page_writes", settings.getString(2));
            requireOn("synchronous_commit", settings.getString(3));
        }
    }

    private static void requireOn(String setting, String value) throws SQLException {
        if (value.equals("off")) {
            throw new SQLException(
                    "the server has "
                            + setting
                            + " = off, so it could lose what it has confirmed and is no replica;"
                            + " turn it on, or write durability.replica: none");
        }
    }

    /// A replica that begins: with the oldest fact that the journal has, and where that is not the
    /// first one with a snapshot beside it.
    private static ReplicaPoint first(
            int node, ReplicaFeed feed, NodeStore store, Connection connection)
            throws SQLException, IOException {
        JournalPosition oldest = feed.oldest();
        var point = new ReplicaPoint(oldest, feed.epoch());
        point.write(node, connection);
        if (oldest.sequence() > 0) {
            SnapshotCopy snapshot = store.snapshot(Long.MAX_VALUE);
            if (snapshot == null) {
                throw new ReplicaRefused(
                        "the journal begins with fact "
                                + (oldest.sequence() + 1)
                                + " and no snapshot can be read");
            }
            ReplicaSnapshots.add(node, snapshot, connection);
        }
        return point;
    }

    private static void requireOurs(int node, @Nullable ReplicaPoint there, ReplicaPoint ours) {
        if (there != null
                && !there.owner().equals(ours.owner())
                && there.owner().number() >= ours.owner().number()) {
            throw new ReplicaRefused(
                    ("the replica of node %d belongs to run %d of another process or data folder, and this is"
                                    + " run %d; if that data folder was lost, './tokengrid journal restore'"
                                    + " makes it again, in a new folder")
                            .formatted(node, there.owner().number(), ours.owner().number()));
        }
    }

    /// Hands over the next groups; false if there are none yet.
    ///
    /// @throws ReplicaRefused if another process goes on with the replica
    boolean advance() throws SQLException, IOException {
        long asked = System.nanoTime();
        ReplicaFeed.Groups groups = feed.next(BYTES);
        if (groups == null) {
            return false;
        }
        if (!point.add(node, groups, connection)) {
            throw takenOver();
        }
        point = point.at(groups.end());
        feed.acknowledge(groups, asked);
        return true;
    }

    /// Asks whether the replica is still there.
    void check() throws SQLException {
        long asked = System.nanoTime();
        if (!point.isThere(node, connection)) {
            throw takenOver();
        }
        if (feed.behindFacts() == 0) {
            feed.inStep(asked);
        }
    }

    private ReplicaRefused takenOver() {
        return new ReplicaRefused(
                "another process has gone on with the replica of node "
                        + node
                        + ", or somebody has deleted it");
    }

    @Override
    public void close() throws IOException {
        try {
            giveBack(connection);
        } finally {
            feed.close();
        }
    }

    private static void giveBack(Connection connection) {
        try {
            connection.close();
        } catch (SQLException _) {
            // It is of no use to anybody any more.
        }
    }
}
