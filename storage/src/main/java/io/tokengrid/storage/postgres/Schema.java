package io.tokengrid.storage.postgres;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// Brings a database's schema up to the program's, in one transaction: all steps or none.
///
/// Programs that start together take turns (an advisory lock). What was applied stands in table
/// `schema_history` with its checksum; a step that was changed since, or that this program does not
/// know, is refused by name. Statements that cannot run in a transaction have no place in a step.
///
/// @param migrations what the program knows, numbered from 1 without gaps
record Schema(List<Migration> migrations) {
    private static final Logger LOG = System.getLogger(Schema.class.getName());

    /// The key of the advisory lock: "tokengrd" in ASCII.
    private static final long LOCK = 0x746f6b656e677264L;

    private static final String HISTORY =
            """
            CREATE TABLE IF NOT EXISTS schema_history (
              version    integer     PRIMARY KEY,
              name       text        NOT NULL,
              checksum   text        NOT NULL,
              applied_at timestamptz NOT NULL DEFAULT now())
            """;

    private record Applied(String name, String checksum) {}

    /// Applies what is missing.
    ///
    /// @throws DatabaseUnavailable if the database is not one that this program can continue
    void bringUpToDate(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            lock(connection);
            SortedMap<Integer, Applied> applied = applied(connection);
            requireKnown(applied);
            for (Migration migration : migrations) {
                if (!applied.containsKey(migration.version())) {
                    apply(connection, migration);
                }
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private void requireKnown(SortedMap<Integer, Applied> applied) {
        applied.forEach((version, there) -> {
            if (version > migrations.size()) {
                throw new DatabaseUnavailable(
                        ("the database's schema has step %s, this program knows %d steps; run the"
                                        + " newer program it was made with")
                                .formatted(there.name(), migrations.size()));
            }
            Migration ours = migrations.get(version - 1);
            if (!ours.name().equals(there.name()) || !ours.checksum().equals(there.checksum())) {
                throw new DatabaseUnavailable(
                        ("step %s of the schema differs from what the database was made with"
                                        + " (%s, SHA-256 %s); run the program it was made with, for an"
                                        + " applied step must never change")
                                .formatted(ours.name(), there.name(), there.checksum()));
            }
        });
        if (!applied.isEmpty() && applied.lastKey() != applied.size()) {
            throw new DatabaseUnavailable(
                    "the database's schema_history has a gap: it holds the steps "
                            + applied.keySet()
                            + "; restore the table from a backup");
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
    }

    private static SortedMap<Integer, Applied> applied(Connection connection) throws SQLException {
        SortedMap<Integer, Applied> applied = new TreeMap<>();
        try (Statement statement = connection.createStatement()) {
            statement.execute(HISTORY);
            try (ResultSet rows =
                    statement.executeQuery("SELECT version, name, checksum FROM schema_history")) {
                while (rows.next()) {
                    applied.put(rows.getInt(1), new Applied(rows.getString(2), rows.getString(3)));
                }
            }
        }
        return applied;
    }

    private static void apply(Connection connection, Migration migration) throws SQLException {
        try (Statement statement = connection.createStatement();
                PreparedStatement record =
                        connection.prepareStatement(
                                "INSERT INTO schema_history (version, name, checksum) VALUES (?, ?, ?)")) {
            statement.execute(migration.sql());
            record.setInt(1, migration.version());
            record.setString(2, migration.name());
            record.setString(3, migration.checksum());
            record.executeUpdate();
        } catch (SQLException e) {
            throw new SQLException(migration.name() + ": " + e.getMessage(), e.getSQLState(), e);
        }
        LOG.log(Level.INFO, "schema step {0} applied", migration.name());
    }
}
