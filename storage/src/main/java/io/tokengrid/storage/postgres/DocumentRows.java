package io.tokengrid.storage.postgres;

import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.LedgerFact.DocumentIssued;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentCodec;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Writes what facts say about invoices, credit notes and customers' profiles.
final class DocumentRows {
    private final Connection connection;
    private final int node;

    /// @param node whose journal the facts are from
    DocumentRows(Connection connection, int node) {
        this.connection = connection;
        this.node = node;
    }

    void issue(Fact.Issued issued, long sequence) throws SQLException {
        DocumentIssued change = issued.change();
        Document document = issued.document().document();
        String credits =
                change.subject() instanceof LedgerFact.Credit credit
                        ? credit.of().toString()
                        : null;
        execute(
                """
                INSERT INTO documents (name, series, number, organization, kind, currency,
                  period_from, period_to, cut, net, tax, total, owed, credits, issued_at, digest,
                  document, node, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                change.name().toString(),
                change.name().series(),
                change.name().number(),
                change.organization().value(),
                document.kind().key(),
                document.currency().code(),
                time(document.from()),
                time(document.to()),
                time(document.cut()),
                document.net(),
                document.taxSum(),
                document.total(),
                change.owed().toBigDecimal(),
                credits,
                time(change.at()),
                change.digest().toBytes(),
                issued.document().bytes(),
                node,
                sequence);
        fund(change, document, sequence);
    }

    /// What a document changes in the wallet stands with the other money that came and went.
    private void fund(DocumentIssued change, Document document, long sequence) throws SQLException {
        Money added = change.entries().added();
        if (added.isZero()) {
            return;
        }
        boolean credits = change.subject() instanceof LedgerFact.Credit;
        String reference =
                change.subject() instanceof LedgerFact.Credit credit
                        ? credit.reference()
                        : change.name().toString();
        Document.CreditOf credit = document.credit();
        execute(
                """
                INSERT INTO funding
                  (organization, reference, kind, amount, owed, reason, at, node, sequence)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                change.organization().value(),
                reference,
                credits ? "credit-note" : "invoice",
                added.negated().toBigDecimal(),
                change.owed().toBigDecimal(),
                credit == null
                        ? "tax " + document.taxSum() + " and rounding of " + change.name()
                        : change.name() + " on " + credit.invoice() + ": " + credit.reason(),
                time(change.at()),
                node,
                sequence);
    }

    void profile(Fact.ProfileSet set) throws SQLException {
        var profile = new BinaryWriter(256);
        DocumentCodec.write(set.profile(), profile);
        execute(
                """
                INSERT INTO billing_profiles (organization, profile, set_at) VALUES (?, ?, ?)
                ON CONFLICT (organization) DO UPDATE
                SET profile = excluded.profile, set_at = excluded.set_at
                """,
                set.organization().value(),
                profile.toByteArray(),
                time(set.at()));
    }

    private void execute(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant at) {
        return Micros.instant(Micros.of(at)).atOffset(ZoneOffset.UTC);
    }
}
