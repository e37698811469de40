package io.tokengrid.storage.postgres;

import io.tokengrid.ledger.LedgerFact;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Writes what facts say about subscriptions to plans.
final class PlanRows {
    private final Connection connection;
    private final int node;

    /// @param node whose journal the facts are from
    PlanRows(Connection connection, int node) {
        this.connection = connection;
        this.node = node;
    }

    void subscribed(LedgerFact.Subscribed subscribed) throws SQLException {
        execute(
                """
                INSERT INTO subscriptions
                  (organization, number, reference, plan, unit, starts_at, agreed_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
                subscribed.organization().value(),
                subscribed.number(),
                subscribed.reference(),
                subscribed.terms().name(),
                subscribed.terms().unit().code(),
                time(subscribed.from()),
                time(subscribed.at()));
    }

    void opened(LedgerFact.PeriodOpened opened, long sequence) throws SQLException {
        execute(
                """
                INSERT INTO plan_periods (organization, subscription, starts_at, ends_at, fee,
                  included, opened_at, node, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                opened.organization().value(),
                opened.number(),
                time(opened.period().start()),
                time(opened.period().end()),
                opened.fee().toBigDecimal(),
                opened.included().toBigDecimal(),
                time(opened.at()),
                node,
                sequence);
    }

    void ended(LedgerFact.SubscriptionEnded ended) throws SQLException {
        execute(
                "UPDATE subscriptions SET ends_at = ? WHERE organization = ? AND number = ?",
                time(ended.ends()),
                ended.organization().value(),
                ended.number());
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
