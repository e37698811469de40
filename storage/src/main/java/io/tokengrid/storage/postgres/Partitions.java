package io.tokengrid.storage.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

/// The partitions of table `calls`, one for each day (UTC), made a day ahead. Attaching one locks
/// out neither readers nor writers of the others. Not thread-safe.
final class Partitions {
    /// The key of the advisory lock: "tgcalls" in ASCII.
    private static final long LOCK = 0x746763616c6c73L;

    private final Set<LocalDate> known = new HashSet<>();

    static LocalDate dayOf(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /// Makes what is missing of the partitions of these days and of the day after the last, in a
    /// transaction of its own.
    ///
    /// @param connection not in autocommit, without an open transaction
    void ensure(Connection connection, Collection<LocalDate> days) throws SQLException {
        if (days.isEmpty()) {
            return;
        }
        var missing = new TreeSet<>(days);
        missing.add(missing.last().plusDays(1));
        missing.removeAll(known);
        if (missing.isEmpty()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
            for (LocalDate day : missing) {
                if (!exists(connection, day)) {
                    make(statement, day);
                }
            }
        }
        connection.commit();
        known.addAll(missing);
    }

    private static boolean exists(Connection connection, LocalDate day) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT to_regclass(?)")) {
            query.setString(1, name(day));
            try (ResultSet rows = query.executeQuery()) {
                rows.next();
                return rows.getString(1) != null;
            }
        }
    }

    private static void make(Statement statement, LocalDate day) throws SQLException {
        statement.execute(
                "CREATE TABLE %s (LIKE calls INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"
                        .formatted(name(day)));
        statement.execute(
                "ALTER TABLE calls ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                        .formatted(name(day), midnight(day), midnight(day.plusDays(1))));
    }

    private static String name(LocalDate day) {
        return "\"calls_" + day.toString().replace('-', '_') + "\"";
    }

    private static String midnight(LocalDate day) {
        return day + " 00:00:00+00";
    }
}
