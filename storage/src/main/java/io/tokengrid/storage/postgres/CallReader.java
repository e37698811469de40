package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.units.CallId;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads calls back from their facts.
final class CallReader {
    private static final int FETCH = 1_000;

    private final Connection connection;

    CallReader(Connection connection) {
        this.connection = connection;
    }

    /// A condition with the values for its question marks.
    private record Condition(StringBuilder sql, List<Object> values) {
        Condition() {
            this(new StringBuilder("TRUE"), new ArrayList<>());
        }

        void and(String condition, Object... more) {
            sql.append(" AND ").append(condition);
            values.addAll(List.of(more));
        }

        int bind(PreparedStatement statement, int from) throws SQLException {
            int at = from;
            for (Object value : values) {
                statement.setObject(at++, value);
            }
            return at;
        }
    }

    /// The call with this id; null if it is not folded.
    @Nullable CallRecord call(CallId id) throws SQLException {
        Position at = id.admitted();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT facts FROM open_calls WHERE node = ? AND epoch = ? AND sequence = ?
                        UNION ALL
                        SELECT facts FROM calls WHERE node = ? AND epoch = ? AND sequence = ?
                        """)) {
            for (int i = 0; i < 6; i += 3) {
                select.setInt(i + 1, at.node());
                select.setInt(i + 2, at.epoch());
                select.setLong(i + 3, at.sequence());
            }
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? CallFacts.read(rows.getBytes(1)) : null;
            }
        }
    }

    /// The facts of a call in `open_calls`; null if it is not there.
    byte @Nullable [] openFacts(CallId id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT facts FROM open_calls WHERE node = ? AND sequence = ?")) {
            select.setInt(1, id.admitted().node());
            select.setLong(2, id.admitted().sequence());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }

    /// Passes all calls that have ended and were admitted in a range.
    ///
    /// @param organization null for all
    /// @param key null for all
    void each(
            @Nullable OrganizationId organization,
            @Nullable KeyId key,
            HourSplit.Range range,
            Consumer<CallRecord> to)
            throws SQLException {
        var condition = new Condition();
        whose(organization, key, condition);
        condition.and("admitted_at >= ? AND admitted_at < ?", time(range.from()), time(range.to()));
        try (PreparedStatement select =
                connection.prepareStatement("SELECT facts FROM calls WHERE " + condition.sql())) {
            select.setFetchSize(FETCH);
            condition.bind(select, 1);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    to.accept(CallFacts.read(rows.getBytes(1)));
                }
            }
        }
    }

    /// A page; its `asOf` is given.
    CallPage page(CallQuery query, AsOf asOf) throws SQLException {
        var condition = new Condition();
        whose(query.organization(), query.key(), condition);
        Instant from = query.from();
        if (from != null) {
            condition.and("admitted_at >= ?", time(HourSplit.within(from, from).from()));
        }
        Instant to = query.to();
        if (to != null) {
            condition.and("admitted_at < ?", time(HourSplit.within(to, to).to()));
        }
        CallQuery.Cursor after = query.after();
        if (after != null) {
            Position at = after.call().admitted();
            condition.and(
                    "(admitted_at, node, sequence) < (?, ?, ?)",
                    time(after.admitted()),
                    at.node(),
                    at.sequence());
        }
        return page(query.limit(), parts(query.state(), condition), asOf);
    }

    private record Part(String table, Condition condition) {}

    private static List<Part> parts(@Nullable CallState state, Condition condition) {
        if (state == CallState.OPEN) {
            return List.of(new Part("open_calls", condition));
        }
        if (state == null) {
            return List.of(new Part("open_calls", condition), new Part("calls", condition));
        }
        condition.and("state = ?::call_end", state.key());
        return List.of(new Part("calls", condition));
    }

    private CallPage page(int limit, List<Part> parts, AsOf asOf) throws SQLException {
        String newest = " ORDER BY admitted_at DESC, node DESC, sequence DESC LIMIT ?";
        String sql =
                parts.stream()
                        .map(part ->
                                "(SELECT admitted_at, node, epoch, sequence, facts FROM "
                                        + part.table()
                                        + " WHERE "
                                        + part.condition().sql()
                                        + newest
                                        + ")")
                        .collect(
                                Collectors.joining(
                                        " UNION ALL ", "SELECT * FROM (", ") page" + newest));
        var calls = new ArrayList<CallRecord>();
        CallQuery.Cursor last = null;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 1;
            for (Part part : parts) {
                at = part.condition().bind(select, at);
                select.setInt(at++, limit + 1);
            }
            select.setInt(at, limit + 1);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    if (calls.size() == limit) {
                        return new CallPage(List.copyOf(calls), last, asOf);
                    }
                    calls.add(CallFacts.read(rows.getBytes(5)));
                    last = cursor(rows);
                }
            }
        }
        return new CallPage(List.copyOf(calls), null, asOf);
    }

    private static CallQuery.Cursor cursor(ResultSet row) throws SQLException {
        return new CallQuery.Cursor(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                new CallId(new Position(row.getInt(2), row.getInt(3), row.getLong(4))));
    }

    private static void whose(
            @Nullable OrganizationId organization, @Nullable KeyId key, Condition condition) {
        if (organization != null) {
            condition.and("organization = ?", organization.value());
        }
        if (key != null) {
            condition.and("key = ?", key.value());
        }
    }

    private static OffsetDateTime time(Instant at) {
        return Micros.instant(Micros.of(at)).atOffset(ZoneOffset.UTC);
    }
}
