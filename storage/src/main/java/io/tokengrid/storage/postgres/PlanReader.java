package io.tokengrid.storage.postgres;

import io.tokengrid.rating.plan.Period;
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

/// Reads what plans cost an organization.
final class PlanReader {
    private final Connection connection;
    private final OrganizationId organization;

    PlanReader(Connection connection, OrganizationId organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /// All fees that were charged before an instant.
    Money before(Instant from) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT sum(fee) FROM plan_periods WHERE organization = ? AND opened_at < ?")) {
            select.setLong(1, organization.value());
            select.setObject(2, time(HourSplit.within(from, from).from()));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                BigDecimal sum = rows.getBigDecimal(1);
                return sum == null ? Money.ZERO : Money.of(sum);
            }
        }
    }

    /// The fees that were charged within a range, in order; free periods are not among them.
    List<Statement.Fee> fees(Instant from, Instant to) throws SQLException {
        var fees = new ArrayList<Statement.Fee>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT subscription, plan, p.starts_at, p.ends_at, fee, opened_at
                        FROM plan_periods p
                        JOIN subscriptions s
                          ON s.organization = p.organization AND s.number = p.subscription
                        WHERE p.organization = ? AND opened_at >= ? AND opened_at < ? AND fee > 0
                        ORDER BY opened_at, subscription, p.starts_at
                        """)) {
            HourSplit.Range range = HourSplit.within(from, to);
            select.setLong(1, organization.value());
            select.setObject(2, time(range.from()));
            select.setObject(3, time(range.to()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    fees.add(
                            new Statement.Fee(
                                    rows.getLong(1),
                                    rows.getString(2),
                                    new Period(instant(rows, 3), instant(rows, 4)),
                                    Money.of(rows.getBigDecimal(5)),
                                    instant(rows, 6)));
                }
            }
        }
        return List.copyOf(fees);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
