package io.tokengrid.storage.postgres;

import io.tokengrid.ledger.GrantKind;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads what an organization was granted, and what was left of it at the end.
final class GrantReader {
    private final Connection connection;
    private final OrganizationId organization;

    GrantReader(Connection connection, OrganizationId organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /// What was granted before an instant, less what was left of grants that had ended.
    Money before(Instant from) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT coalesce((SELECT sum(amount) FROM grants
                            WHERE organization = ? AND granted_at < ?), 0)
                          - coalesce((SELECT sum(amount) FROM grant_ends
                            WHERE organization = ? AND at < ?), 0)
                        """)) {
            OffsetDateTime at = time(HourSplit.within(from, from).from());
            select.setLong(1, organization.value());
            select.setObject(2, at);
            select.setLong(3, organization.value());
            select.setObject(4, at);
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                BigDecimal sum = rows.getBigDecimal(1);
                return sum == null ? Money.ZERO : Money.of(sum);
            }
        }
    }

    /// In order.
    List<Statement.Granted> granted(Instant from, Instant to) throws SQLException {
        var granted = new ArrayList<Statement.Granted>();
        try (PreparedStatement select =
                        within(
                                """
                                SELECT number, reference, kind, amount, paid, starts_at,
                                  expires_at, granted_at
                                FROM grants
                                WHERE organization = ? AND granted_at >= ? AND granted_at < ?
                                ORDER BY granted_at, number
                                """,
                                from,
                                to);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                granted.add(
                        new Statement.Granted(
                                rows.getLong(1),
                                rows.getString(2),
                                kind(rows.getString(3)),
                                Money.of(rows.getBigDecimal(4)),
                                Money.of(rows.getBigDecimal(5)),
                                instant(rows, 6),
                                rows.getObject(7) == null ? null : instant(rows, 7),
                                instant(rows, 8)));
            }
        }
        return List.copyOf(granted);
    }

    /// In order; what nothing was left of is not among them.
    List<Statement.GrantEnd> ended(Instant from, Instant to) throws SQLException {
        var ended = new ArrayList<Statement.GrantEnd>();
        try (PreparedStatement select =
                        within(
                                """
                                SELECT number, reference, kind, withdrawn, e.amount, at
                                FROM grant_ends e JOIN grants USING (organization, number)
                                WHERE organization = ? AND at >= ? AND at < ? AND e.amount > 0
                                ORDER BY at, e.node, e.sequence, number
                                """,
                                from,
                                to);
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                ended.add(
                        new Statement.GrantEnd(
                                rows.getLong(1),
                                rows.getString(2),
                                kind(rows.getString(3)),
                                rows.getBoolean(4),
                                Money.of(rows.getBigDecimal(5)),
                                instant(rows, 6)));
            }
        }
        return List.copyOf(ended);
    }

    private PreparedStatement within(String sql, Instant from, Instant to) throws SQLException {
        HourSplit.Range range = HourSplit.within(from, to);
        PreparedStatement select = connection.prepareStatement(sql);
        select.setLong(1, organization.value());
        select.setObject(2, time(range.from()));
        select.setObject(3, time(range.to()));
        return select;
    }

    private static GrantKind kind(String key) {
        return GrantKind.valueOf(key.toUpperCase(Locale.ROOT));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
