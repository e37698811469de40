package io.tokengrid.storage.postgres;

import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.invoice.Billable;
import io.tokengrid.rating.invoice.BillingProfile;
import io.tokengrid.rating.invoice.Document;
import io.tokengrid.rating.invoice.DocumentCodec;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads invoices, credit notes and profiles, and what there is to invoice.
final class DocumentReader {
    private static final String COLUMNS =
            "SELECT name, organization, credits, owed, issued_at, document FROM documents ";

    private final Connection connection;

    DocumentReader(Connection connection) {
        this.connection = connection;
    }

    /// What there is to invoice.
    ///
    /// @param centres who used it; empty unless asked for
    record Found(
            List<Billable.Charged> charges,
            List<Billable.Adjustment> adjustments,
            List<Billable.Fee> fees,
            List<Document.Centre> centres) {}

    Found billable(InvoiceQuery query, boolean centres) throws SQLException {
        return new Found(
                charges(query),
                adjustments(query),
                fees(query),
                centres ? centres(query) : List.of());
    }

    private List<Billable.Charged> charges(InvoiceQuery query) throws SQLException {
        var charges = new ArrayList<Billable.Charged>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT model, item, price, sum(quantity)::bigint, sum(amount),
                          CASE WHEN hour < ? THEN to_char(hour AT TIME ZONE ?, 'YYYY-MM') END AS month
                        FROM charge_hours
                        WHERE organization = ? AND hour < ? AND recorded < ?
                          AND NOT (hour < ? AND recorded < ?) AND currency NOT LIKE 'units:%'
                        GROUP BY model, item, price, month
                        """)) {
            select.setObject(1, time(InvoiceQuery.hour(query.from())));
            select.setString(2, query.zone().getId());
            select.setLong(3, query.organization().value());
            bindRange(query, 4, select);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    @Nullable String month = rows.getString(6);
                    charges.add(
                            new Billable.Charged(
                                    rows.getString(1),
                                    StatementReader.item(rows.getString(2), rows.getBigDecimal(3)),
                                    month == null ? null : YearMonth.parse(month),
                                    new ChargeSum(
                                            rows.getLong(4), Money.of(rows.getBigDecimal(5)))));
                }
            }
        }
        return charges;
    }

    private List<Billable.Adjustment> adjustments(InvoiceQuery query) throws SQLException {
        var adjustments = new ArrayList<Billable.Adjustment>();
        InvoiceQuery.Covered previous = query.previous();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT reference, amount, reason, at FROM funding
                        WHERE organization = ? AND kind = 'adjustment' AND at < ? AND at >= ?
                        ORDER BY at, node, sequence
                        """)) {
            select.setLong(1, query.organization().value());
            select.setObject(2, time(query.cut()));
            select.setObject(3, time(previous == null ? Instant.EPOCH : previous.cut()));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    adjustments.add(
                            new Billable.Adjustment(
                                    rows.getString(1),
                                    Money.of(rows.getBigDecimal(2)),
                                    rows.getString(3),
                                    instant(rows, 4)));
                }
            }
        }
        return adjustments;
    }

    /// Fees that were charged since the cut of the document before.
    private List<Billable.Fee> fees(InvoiceQuery query) throws SQLException {
        InvoiceQuery.Covered previous = query.previous();
        Instant from = previous == null ? Instant.EPOCH : previous.cut();
        return new PlanReader(connection, query.organization())
                .fees(from, query.cut()).stream()
                        .map(fee -> new Billable.Fee(fee.plan(), fee.period(), fee.amount()))
                        .toList();
    }

    /// Reads the calls themselves, since sums by cost centre do not say when they were recorded.
    private List<Document.Centre> centres(InvoiceQuery query) throws SQLException {
        var centres = new ArrayList<Document.Centre>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT department, application, function, sum(charge - overrun)
                        FROM calls JOIN series ON series.id = calls.series
                        WHERE calls.organization = ? AND admitted_at < ? AND ended_at < ?
                          AND NOT (admitted_at < ? AND ended_at < ?) AND charge <> 0
                          AND series.currency NOT LIKE 'units:%'
                        GROUP BY department, application, function
                        ORDER BY department COLLATE "C", application COLLATE "C",
                          function COLLATE "C"
                        """)) {
            select.setLong(1, query.organization().value());
            bindRange(query, 2, select);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    centres.add(
                            new Document.Centre(
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getString(3),
                                    Money.of(rows.getBigDecimal(4))));
                }
            }
        }
        return centres;
    }

    private static void bindRange(InvoiceQuery query, int first, PreparedStatement select)
            throws SQLException {
        InvoiceQuery.Covered previous = query.previous();
        select.setObject(first, time(InvoiceQuery.hour(query.to())));
        select.setObject(first + 1, time(query.cut()));
        select.setObject(
                first + 2,
                time(previous == null ? Instant.EPOCH : InvoiceQuery.hour(previous.to())));
        select.setObject(first + 3, time(previous == null ? Instant.EPOCH : previous.cut()));
    }

    /// The last invoice or statement of an organization.
    InvoiceQuery.@Nullable Covered last(OrganizationId organization) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT name, period_to, cut FROM documents
                        WHERE organization = ? AND kind <> 'credit-note'
                        ORDER BY period_to DESC LIMIT 1
                        """)) {
            select.setLong(1, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? new InvoiceQuery.Covered(
                                rows.getString(1), instant(rows, 2), instant(rows, 3))
                        : null;
            }
        }
    }

    @Nullable StoredDocument document(String name) throws SQLException {
        List<StoredDocument> found = documents(COLUMNS + "WHERE name = ?", name);
        return found.isEmpty() ? null : found.getFirst();
    }

    /// The credit notes on an invoice, in order.
    List<StoredDocument> credits(String invoice) throws SQLException {
        return documents(COLUMNS + "WHERE credits = ? ORDER BY sequence", invoice);
    }

    /// The documents of an organization, newest first.
    ///
    /// @param after the number of the last one before the page; null for the first page
    List<StoredDocument> list(OrganizationId organization, @Nullable String after, int limit)
            throws SQLException {
        return after == null
                ? documents(
                        COLUMNS
                                + "WHERE organization = ?"
                                + " ORDER BY issued_at DESC, name DESC LIMIT ?",
                        organization.value(),
                        limit)
                : documents(
                        COLUMNS
                                + "WHERE organization = ? AND (issued_at, name) <"
                                + " (SELECT issued_at, name FROM documents WHERE name = ?)"
                                + " ORDER BY issued_at DESC, name DESC LIMIT ?",
                        organization.value(),
                        after,
                        limit);
    }

    private List<StoredDocument> documents(String sql, Object... values) throws SQLException {
        var documents = new ArrayList<StoredDocument>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                select.setObject(i + 1, values[i]);
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    documents.add(
                            new StoredDocument(
                                    rows.getString(1),
                                    new OrganizationId(rows.getLong(2)),
                                    rows.getString(3),
                                    Money.of(rows.getBigDecimal(4)),
                                    instant(rows, 5),
                                    DocumentImage.of(rows.getBytes(6))));
                }
            }
        }
        return documents;
    }

    /// Whether grants ever paid for calls of an organization.
    boolean drewOnGrants(OrganizationId organization) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT EXISTS (
                          SELECT 1 FROM usage_hours JOIN series ON series.id = usage_hours.series
                          WHERE organization = ? AND (from_prepaid > 0 OR from_promotional > 0))
                        """)) {
            select.setLong(1, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getBoolean(1);
            }
        }
    }

    /// What is known of a customer.
    BillingProfile profile(OrganizationId organization) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT profile FROM billing_profiles WHERE organization = ?")) {
            select.setLong(1, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next()
                        ? DocumentCodec.readProfile(new BinaryReader(rows.getBytes(1)))
                        : BillingProfile.UNKNOWN;
            }
        }
    }

    private static OffsetDateTime time(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }

    private static Instant instant(ResultSet rows, int column) throws SQLException {
        return rows.getObject(column, OffsetDateTime.class).toInstant();
    }
}
