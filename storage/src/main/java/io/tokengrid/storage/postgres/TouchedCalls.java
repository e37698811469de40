package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.rating.Backdating;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The settled calls that a book with backdated rows may be about.
///
/// @param from the first instant of their admission, inclusive
/// @param to exclusive
record TouchedCalls(List<String> models, Instant from, Instant to) {
    private static final String CALLS =
            """
            FROM calls WHERE node = ? AND state = 'settled' AND admitted_at >= ? AND admitted_at < ?
              AND series IN (SELECT id FROM series WHERE model = ANY (?))
            """;

    /// @param backdating that changes anything
    /// @param to before which all of them were admitted
    static TouchedCalls of(Backdating backdating, Instant to) {
        return new TouchedCalls(backdating.models(), backdating.since(), to);
    }

    long count(int node, Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT count(*) " + CALLS)) {
            bind(node, from, select);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    List<CallRecord> read(int node, @Nullable CallRecord after, int limit, Connection connection)
            throws SQLException {
        String sql =
                "SELECT facts "
                        + CALLS
                        + (after == null ? "" : " AND (admitted_at, sequence) > (?, ?)")
                        + " ORDER BY admitted_at, sequence LIMIT ?";
        try (Statement along = connection.createStatement()) {
            // A page is read along the index of time, also of a day without statistics yet: the
            // other plan sorts all that is left, for every page.
            along.execute("SET LOCAL enable_sort = off");
        }
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = bind(node, after == null ? from : after.admitted().at(), select);
            if (after != null) {
                select.setObject(at++, time(after.admitted().at()));
                select.setLong(at++, after.id().admitted().sequence());
            }
            select.setInt(at, limit);
            var calls = new ArrayList<CallRecord>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    calls.add(CallFacts.read(rows.getBytes(1)));
                }
            }
            return calls;
        }
    }

    private int bind(int node, Instant begin, PreparedStatement select) throws SQLException {
        select.setInt(1, node);
        select.setObject(2, time(begin));
        select.setObject(3, time(to));
        select.setArray(4, select.getConnection().createArrayOf("text", models.toArray()));
        return 5;
    }

    private static Object time(Instant at) {
        return Micros.instant(Micros.of(at)).atOffset(ZoneOffset.UTC);
    }
}
