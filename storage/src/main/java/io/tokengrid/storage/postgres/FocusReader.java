package io.tokengrid.storage.postgres;

import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.focus.FocusAccount;
import io.tokengrid.rating.focus.FocusDocument;
import io.tokengrid.rating.focus.FocusRow;
import io.tokengrid.rating.focus.FocusRows;
import io.tokengrid.rating.invoice.DocumentImage;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.rating.invoice.Issue;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads charges, payments, grants and documents of one organization after the other, and hands the
/// rows of FOCUS over that they become. Rows come from the database in stretches.
final class FocusReader {
    private static final int FETCH = 1_000;
    private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

    private final Connection connection;
    private final FocusQuery query;
    private final Consumer<FocusRow> to;

    FocusReader(Connection connection, FocusQuery query, Consumer<FocusRow> to) {
        this.connection = connection;
        this.query = query;
        this.to = to;
    }

    void read() throws SQLException {
        OrganizationId one = query.organization();
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT id, name, currency, zone, billing FROM organizations"
                                + (one == null ? "" : " WHERE id = ?")
                                + " ORDER BY id")) {
            if (one != null) {
                select.setLong(1, one.value());
            }
            select.setFetchSize(FETCH);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    read(
                            new OrganizationId(rows.getLong(1)),
                            rows.getString(2),
                            new CurrencyCode(rows.getString(3)),
                            ZoneId.of(rows.getString(4)),
                            rows.getString(5));
                }
            }
        }
    }

    private void read(
            OrganizationId id, String name, CurrencyCode currency, ZoneId zone, String billing)
            throws SQLException {
        DocumentKind kind =
                switch (billing) {
                    case "postpaid" -> DocumentKind.INVOICE;
                    case "prepaid" -> DocumentKind.SETTLED_INVOICE;
                    default -> DocumentKind.CHARGEBACK;
                };
        var account = new FocusAccount(id, name, currency, zone, kind, closed(id));
        var rows = new FocusRows(account);
        charges(account, rows);
        if (kind == DocumentKind.INVOICE) {
            drawn(account, rows);
        }
        funding(account, rows);
        grants(id, rows);
        fees(id, rows);
        documents(account);
    }

    private void give(FocusRow row) {
        if (query.has(row)) {
            to.accept(row);
        }
    }

    /// What is asked for by its hour is looked for there; what is asked for by its bill, anywhere.
    private Instant first() {
        return query.by() == FocusQuery.By.CHARGE ? query.from() : Instant.EPOCH;
    }

    private Instant end() {
        return query.by() == FocusQuery.By.CHARGE ? query.to() : NEVER;
    }

    private PreparedStatement within(String sql, OrganizationId of) throws SQLException {
        PreparedStatement select = connection.prepareStatement(sql);
        select.setLong(1, of.value());
        select.setObject(2, first().atOffset(ZoneOffset.UTC));
        select.setObject(3, end().atOffset(ZoneOffset.UTC));
        select.setFetchSize(FETCH);
        return select;
    }

    private List<FocusAccount.Closed> closed(OrganizationId of) throws SQLException {
        var closed = new ArrayList<FocusAccount.Closed>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT name, kind, period_from, period_to, cut FROM documents
                        WHERE organization = ? AND kind <> 'credit-note' ORDER BY period_to
                        """)) {
            select.setLong(1, of.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    closed.add(
                            new FocusAccount.Closed(
                                    rows.getString(1),
                                    kind(rows.getString(2)),
                                    instant(rows, 3),
                                    instant(rows, 4),
                                    instant(rows, 5)));
                }
            }
        }
        return closed;
    }

    private static DocumentKind kind(String key) {
        return DocumentKind.valueOf(key.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /// What an hour's charges of an item at a price have in common on one document.
    private record Cell(Instant hour, String model, ChargeItem item, FocusAccount.Billed billed) {}

    private void charges(FocusAccount account, FocusRows rows) throws SQLException {
        try (PreparedStatement select =
                        within(
                                """
                                SELECT hour, model, item, price, recorded, quantity, amount
                                FROM charge_hours
                                WHERE organization = ? AND hour >= ? AND hour < ?
                                  AND currency NOT LIKE 'units:%'
                                ORDER BY hour, model COLLATE "C", item COLLATE "C", price, recorded
                                """,
                                account.organization());
                ResultSet found = select.executeQuery()) {
            Cell cell = null;
            var sum = new ChargeSum(0, Money.ZERO);
            while (found.next()) {
                Instant hour = instant(found, 1);
                var next =
                        new Cell(
                                hour,
                                found.getString(2),
                                StatementReader.item(found.getString(3), found.getBigDecimal(4)),
                                account.charge(hour, instant(found, 5)));
                if (!next.equals(cell)) {
                    give(cell, sum, rows);
                    sum = new ChargeSum(0, Money.ZERO);
                    cell = next;
                }
                sum = sum.plus(new ChargeSum(found.getLong(6), Money.of(found.getBigDecimal(7))));
            }
            give(cell, sum, rows);
        }
    }

    private void give(@Nullable Cell cell, ChargeSum sum, FocusRows rows) {
        if (cell != null && !sum.isNothing()) {
            give(rows.charge(cell.model, cell.item, cell.hour, sum, cell.billed));
        }
    }

    private void drawn(FocusAccount account, FocusRows rows) throws SQLException {
        try (PreparedStatement select =
                        within(
                                """
                                SELECT hour, model, sum(from_prepaid + from_promotional) AS drawn
                                FROM usage_hours JOIN series ON series.id = usage_hours.series
                                WHERE organization = ? AND hour >= ? AND hour < ?
                                GROUP BY hour, model
                                HAVING sum(from_prepaid + from_promotional) > 0
                                ORDER BY hour, model COLLATE "C"
                                """,
                                account.organization());
                ResultSet found = select.executeQuery()) {
            while (found.next()) {
                Money amount = Money.of(found.getBigDecimal(3));
                give(rows.drawn(found.getString(2), instant(found, 1), amount));
            }
        }
    }

    /// Payments of invoices are no charges, and those of a postpaid organization are all that.
    private void funding(FocusAccount account, FocusRows rows) throws SQLException {
        try (PreparedStatement select =
                        within(
                                """
                                SELECT kind, reference, amount, reason, at FROM funding
                                WHERE organization = ? AND at >= ? AND at < ?
                                  AND kind IN ('top-up', 'adjustment')
                                ORDER BY at, node, sequence
                                """,
                                account.organization());
                ResultSet found = select.executeQuery()) {
            while (found.next()) {
                String reference = found.getString(2);
                Money amount = Money.of(found.getBigDecimal(3));
                Instant at = instant(found, 5);
                if (found.getString(1).equals("adjustment")) {
                    give(rows.adjustment(reference, amount, found.getString(4), at));
                } else if (account.kind() == DocumentKind.SETTLED_INVOICE) {
                    give(rows.topUp(reference, amount, at));
                }
            }
        }
    }

    /// Fees of plans, by the period that they are for.
    private void fees(OrganizationId of, FocusRows rows) throws SQLException {
        for (Statement.Fee fee : new PlanReader(connection, of).fees(first(), end())) {
            give(
                    rows.adjustment(
                            "subscription " + fee.subscription() + " " + fee.period().start(),
                            fee.amount().negated(),
                            "Fee of the plan " + fee.plan(),
                            fee.at()));
        }
    }

    private void grants(OrganizationId of, FocusRows rows) throws SQLException {
        try (PreparedStatement select =
                        within(
                                """
                                SELECT reference, kind, amount, paid, granted_at FROM grants
                                WHERE organization = ? AND granted_at >= ? AND granted_at < ?
                                ORDER BY granted_at, number
                                """,
                                of);
                ResultSet found = select.executeQuery()) {
            while (found.next()) {
                String reference = found.getString(1);
                Money amount = Money.of(found.getBigDecimal(3));
                Instant at = instant(found, 5);
                if (isPromotional(found.getString(2))) {
                    give(rows.promotion(reference, amount, at));
                } else {
                    Money paid = Money.of(found.getBigDecimal(4));
                    rows.block(reference, amount, paid, at).forEach(this::give);
                }
            }
        }
        try (PreparedStatement select =
                        within(
                                """
                                SELECT reference, kind, withdrawn, e.amount, at
                                FROM grant_ends e JOIN grants USING (organization, number)
                                WHERE organization = ? AND at >= ? AND at < ? AND e.amount > 0
                                ORDER BY at, e.node, e.sequence, number
                                """,
                                of);
                ResultSet found = select.executeQuery()) {
            while (found.next()) {
                give(
                        rows.unused(
                                found.getString(1),
                                isPromotional(found.getString(2)),
                                found.getBoolean(3),
                                Money.of(found.getBigDecimal(4)),
                                instant(found, 5)));
            }
        }
    }

    private static boolean isPromotional(String kind) {
        return kind.equals("promotional");
    }

    private void documents(FocusAccount account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT name, issued_at, owed, document FROM documents
                        WHERE organization = ? ORDER BY issued_at, sequence
                        """)) {
            select.setLong(1, account.organization().value());
            select.setFetchSize(1);
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    var issue =
                            new Issue(
                                    found.getString(1),
                                    instant(found, 2),
                                    Money.of(found.getBigDecimal(3)));
                    var document = DocumentImage.of(found.getBytes(4)).document();
                    FocusDocument.rows(account, document, issue).forEach(this::give);
                }
            }
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
