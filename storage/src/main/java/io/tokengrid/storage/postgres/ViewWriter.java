package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFold;
import io.tokengrid.journal.CallFold.UsageCell;
import io.tokengrid.journal.Series;
import io.tokengrid.journal.UsageTally;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Writes what one stretch of a node's journal changes, with the new position, in one transaction.
/// Not thread-safe; after any exception it is of no more use.
final class ViewWriter {
    /// So many deleted rows of `open_calls` are swept up at a time.
    private static final long VACUUM_AFTER = 100_000;

    /// Nested loops over indexes are right for the few rows of a stretch, whatever the planner,
    /// which knows nothing of temporary tables, would guess.
    private static final String BEGIN =
            "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

    private final int node;
    private final Connection connection;
    private final Partitions partitions = new Partitions();
    private final SeriesIds seriesIds = new SeriesIds();
    private final CallRows calls = new CallRows();
    private final LateFacts lateFacts = new LateFacts();
    private final UsageRows usageRows = new UsageRows();
    private final AccountRows accountRows = new AccountRows();
    private final AuditRows auditRows = new AuditRows();
    private final AuditFigures auditFigures;
    private long takenSinceVacuum;

    /// Prepares the connection, which is its own until it is closed.
    ///
    /// @param auditFigures what is told about the audit once it is committed
    ViewWriter(int node, Connection connection, AuditFigures auditFigures) throws SQLException {
        this.node = node;
        this.connection = connection;
        this.auditFigures = auditFigures;
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(UsageRows.STAGE);
            statement.execute(AccountRows.STAGE);
            statement.execute(LateFacts.STAGE);
        }
        auditRows.begin(connection, auditFigures);
        connection.commit();
    }

    /// A stretch of the journal.
    record Stretch(CallFold fold, FoldPoint from, FoldPoint to) {}

    /// Writes a stretch and commits.
    ///
    /// @param durable whether to wait until no crash of the database can lose this and what came
    ///   before
    /// @throws SQLException if it is not known to be committed; it may be
    void write(Stretch stretch, boolean durable) throws SQLException {
        CallFold fold = stretch.fold();
        var days = new TreeSet<LocalDate>();
        fold.fold((call, facts) -> {
            days.add(Partitions.dayOf(call.admitted().at()));
            calls.put(call, facts);
        });
        partitions.ensure(connection, days);
        try (Statement statement = connection.createStatement()) {
            statement.execute(BEGIN);
            if (durable) {
                statement.execute("SET LOCAL synchronous_commit = on");
            }
        }
        if (!stretch.from().advance(node, stretch.to(), connection)) {
            throw new SQLException("another process folds this node's journal");
        }
        List<byte[]> taken = calls.takeOpen(node, fold.unknown(), connection);
        taken.forEach(fold::resume);
        fold.fold(calls::put);
        Map<Series, Integer> series = writeCalls(fold);
        writeCustomers(fold);
        connection.commit();
        seriesIds.committed(series);
        auditRows.committed(auditFigures);
        sweep(taken.size());
    }

    private Map<Series, Integer> writeCalls(CallFold fold) throws SQLException {
        Map<UsageCell, UsageTally> usage = fold.usage();
        List<Series> wanted = usage.keySet().stream().map(UsageCell::series).toList();
        Map<Series, Integer> series = seriesIds.of(wanted, connection);
        calls.write(series, connection);
        usageRows.put(usage, series);
        List<CallFold.Audited> audits = new ArrayList<>(fold.audits());
        Map<CallFold.ChargeCell, ChargeSum> charges = new HashMap<>(fold.charges());
        lateFacts.write(node, fold.late(), usageRows, charges, audits, connection);
        usageRows.write(connection);
        usageRows.writeCharges(charges, connection);
        auditRows.write(node, audits, connection);
        UsageEventRows.write(fold.ingested(), connection);
        return series;
    }

    private void writeCustomers(CallFold fold) throws SQLException {
        var customers = new CustomerRows(connection, node);
        for (CallFold.Other other : fold.others()) {
            customers.write(other.fact(), other.sequence());
        }
        Map<OrganizationId, CurrencyCode> currencies = new HashMap<>();
        for (OrganizationId organization : fold.funded()) {
            currencies.put(organization, customers.currency(organization));
        }
        accountRows.write(fold.accounts(currencies), connection);
    }

    /// What is deleted from `open_calls` takes room until it is vacuumed, which autovacuum would do
    /// once a minute at most.
    private void sweep(int taken) throws SQLException {
        takenSinceVacuum += taken;
        if (takenSinceVacuum < VACUUM_AFTER) {
            return;
        }
        connection.setAutoCommit(true);
        try (Statement statement = connection.createStatement()) {
            statement.execute("VACUUM open_calls");
        } finally {
            connection.setAutoCommit(false);
        }
        takenSinceVacuum = 0;
    }
}
