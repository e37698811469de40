package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Fact;
import io.tokengrid.journal.ReconciliationCodec;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.CostEntry;
import io.tokengrid.rating.bill.Reconciliation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/// Writes what facts say about providers' bills.
final class BillRows {
    private final Connection connection;
    private final int node;

    /// @param node whose journal the facts are from
    BillRows(Connection connection, int node) {
        this.connection = connection;
        this.node = node;
    }

    /// The same bill with the same findings is there once.
    void reconciled(Fact.Reconciled fact, long sequence) throws SQLException {
        Reconciliation of = fact.reconciliation();
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO reconciliations (name, provider, currency, first_day, end_day,
                          billed, booked, findings, image, bill, at, node, sequence)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT (name) DO NOTHING
                        """)) {
            insert.setString(1, ReconciliationCodec.name(of));
            insert.setString(2, of.provider());
            insert.setString(3, of.currency().code());
            insert.setObject(4, of.from());
            insert.setObject(5, of.to());
            insert.setBigDecimal(6, of.billed().toBigDecimal());
            insert.setBigDecimal(7, of.booked().toBigDecimal());
            insert.setInt(8, of.findings().size());
            insert.setBytes(9, ReconciliationCodec.bytes(of));
            insert.setBytes(10, fact.file().deflated());
            insert.setObject(11, time(fact.at()));
            insert.setInt(12, node);
            insert.setLong(13, sequence);
            insert.executeUpdate();
        }
    }

    void adjusted(LedgerFact.CostAdjusted adjusted, long sequence) throws SQLException {
        if (adjusted.reversal()) {
            reverse(adjusted, sequence);
            return;
        }
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO cost_adjustments (node, sequence, entry, reconciliation,
                          reversal, provider, currency, day, model, finding, line, amount, at)
                        VALUES (?, ?, ?, ?, FALSE, ?, ?, ?, ?, ?, ?, ?, ?)
                        """)) {
            int number = 0;
            for (CostEntry entry : adjusted.entries()) {
                LocalDate day = entry.day();
                insert.setInt(1, node);
                insert.setLong(2, sequence);
                insert.setInt(3, number++);
                insert.setString(4, adjusted.reconciliation());
                insert.setString(5, adjusted.provider());
                insert.setString(6, adjusted.currency().code());
                insert.setObject(7, day == null ? adjusted.from() : day);
                insert.setString(8, entry.model());
                insert.setInt(9, entry.finding());
                insert.setInt(10, entry.line());
                insert.setBigDecimal(11, entry.amount().toBigDecimal());
                insert.setObject(12, time(adjusted.at()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /// Takes back what the last approval of the same name added.
    private void reverse(LedgerFact.CostAdjusted adjusted, long sequence) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement(
                        """
                        INSERT INTO cost_adjustments
                        SELECT node, ?, entry, reconciliation, TRUE, provider, currency, day, model,
                          finding, line, -amount, ?
                        FROM cost_adjustments
                        WHERE node = ? AND reconciliation = ? AND NOT reversal
                          AND sequence = (
                            SELECT max(sequence) FROM cost_adjustments
                            WHERE node = ? AND reconciliation = ? AND NOT reversal)
                        """)) {
            insert.setLong(1, sequence);
            insert.setObject(2, time(adjusted.at()));
            insert.setInt(3, node);
            insert.setString(4, adjusted.reconciliation());
            insert.setInt(5, node);
            insert.setString(6, adjusted.reconciliation());
            insert.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant at) {
        return Micros.instant(Micros.of(at)).atOffset(ZoneOffset.UTC);
    }
}
