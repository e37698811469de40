package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFacts;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.ExpectedCosts;
import io.tokengrid.journal.ReconciliationCodec;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.bill.Expected;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what bills are held against, and what came of it.
final class BillReader {
    private static final int FETCH = 1_000;

    private final Connection connection;

    BillReader(Connection connection) {
        this.connection = connection;
    }

    private record Book(int node, long version) {}

    /// What a provider is expected to bill for the days from `from` to `to` in any zone, with two
    /// more on either side. Reads every call of that time that the provider served.
    Expected expected(String provider, CurrencyCode currency, LocalDate from, LocalDate to)
            throws SQLException {
        var expected = new ExpectedCosts(provider, currency);
        Map<Book, Optional<PriceBook>> books = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT facts FROM calls JOIN series ON series.id = calls.series
                        WHERE series.provider = ? AND admitted_at >= ? AND admitted_at < ?
                        """)) {
            select.setFetchSize(FETCH);
            select.setString(1, provider);
            select.setObject(2, begin(from.minusDays(2)));
            select.setObject(3, begin(to.plusDays(2)));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    CallRecord call = CallFacts.read(rows.getBytes(1));
                    var of = new Book(call.id().admitted().node(), call.admitted().call().book());
                    Optional<PriceBook> book = books.get(of);
                    if (book == null) {
                        book =
                                Optional.ofNullable(
                                        PublishedBook.book(of.node(), of.version(), connection));
                        books.put(of, book);
                    }
                    expected.add(call, book.orElse(null));
                }
            }
        }
        return expected.expected();
    }

    /// A reconciliation; null if there is none of this name.
    @Nullable KeptReconciliation find(String name) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT name, at, image FROM reconciliations WHERE name = ?")) {
            select.setString(1, name);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? kept(rows) : null;
            }
        }
    }

    /// The newest first.
    ///
    /// @param after what comes after this one; null for the first ones
    List<KeptReconciliation> newest(@Nullable String after, int limit) throws SQLException {
        var all = new ArrayList<KeptReconciliation>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT name, at, image FROM reconciliations
                        WHERE ?::text IS NULL
                          OR (at, name) < (SELECT at, name FROM reconciliations WHERE name = ?)
                        ORDER BY at DESC, name DESC LIMIT ?
                        """)) {
            select.setString(1, after);
            select.setString(2, after);
            select.setInt(3, limit);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    all.add(kept(rows));
                }
            }
        }
        return all;
    }

    private static KeptReconciliation kept(ResultSet row) throws SQLException {
        return new KeptReconciliation(
                row.getString(1),
                row.getObject(2, OffsetDateTime.class).toInstant(),
                ReconciliationCodec.read(row.getBytes(3)));
    }

    /// By provider, day and model; what comes to nothing is left out.
    List<CostAdjustment> adjustments(LocalDate from, LocalDate to) throws SQLException {
        var all = new ArrayList<CostAdjustment>();
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT provider, model, day, currency, sum(amount) FROM cost_adjustments
                        WHERE day >= ? AND day < ?
                        GROUP BY provider, model, day, currency HAVING sum(amount) <> 0
                        ORDER BY provider, day, model, currency
                        """)) {
            select.setObject(1, from);
            select.setObject(2, to);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    all.add(
                            new CostAdjustment(
                                    rows.getString(1),
                                    rows.getString(2),
                                    rows.getObject(3, LocalDate.class),
                                    new CurrencyCode(rows.getString(4)),
                                    Money.of(rows.getBigDecimal(5))));
                }
            }
        }
        return all;
    }

    private static OffsetDateTime begin(LocalDate day) {
        return day.atStartOfDay().atOffset(ZoneOffset.UTC);
    }
}
