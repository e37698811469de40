package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFold.ChargeCell;
import io.tokengrid.journal.CallFold.UsageCell;
import io.tokengrid.journal.Series;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.journal.UsageTally;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Adds sums to `usage_hours` and `charge_hours`, each row once in a transaction and in one order,
/// so that folds of several nodes do not wait for each other in a circle. Not thread-safe.
final class UsageRows {
    private static final TokenClass[] CLASSES = TokenClass.values();
    private static final int SECONDS_OF_HOUR = 3_600;

    /// The columns that are added up, in the order in which they are copied.
    static final List<String> SUMS =
            Stream.of(
                            Stream.of("calls", "settled"),
                            Stream.of(CLASSES).map(UsageRows::column),
                            Stream.of("charge", "overrun", "waived", "cost", "unknown_cost"),
                            Stream.of("estimated_cost", "from_prepaid", "from_promotional"),
                            Stream.of("audited", "billed_input"),
                            Stream.of("billed_output", "counted_input", "counted_output"))
                    .flatMap(columns -> columns)
                    .toList();

    private static final Set<String> AMOUNTS =
            Set.of(
                    "charge",
                    "overrun",
                    "waived",
                    "cost",
                    "estimated_cost",
                    "from_prepaid",
                    "from_promotional");

    static final String STAGE =
            """
            CREATE TEMP TABLE IF NOT EXISTS usage_delta (LIKE usage_hours) ON COMMIT DELETE ROWS;
            CREATE TEMP TABLE IF NOT EXISTS charge_delta (LIKE charge_hours) ON COMMIT DELETE ROWS
            """;
    private static final String COPY_USAGE =
            "COPY usage_delta (series, hour, %s) FROM STDIN (FORMAT binary)"
                    .formatted(String.join(", ", SUMS));
    private static final String ADD_USAGE =
            """
            INSERT INTO usage_hours AS u (series, hour, %1$s)
            SELECT series, hour, %1$s FROM usage_delta
            ON CONFLICT (series, hour) DO UPDATE SET %2$s
            """
                    .formatted(
                            String.join(", ", SUMS),
                            SUMS.stream()
                                    .map(c -> c + " = u." + c + " + excluded." + c)
                                    .collect(Collectors.joining(", ")));

    /// What corrections change stands in rows that are there, and may be negative, which no new row
    /// is.
    private static final String CHANGE_USAGE =
            """
            UPDATE usage_hours u SET %s FROM usage_delta d
            WHERE u.series = d.series AND u.hour = d.hour
            """
                    .formatted(
                            SUMS.stream()
                                    .map(c -> c + " = u." + c + " + d." + c)
                                    .collect(Collectors.joining(", ")));

    private static final String CHARGE_COLUMNS =
            "organization, hour, recorded, currency, model, item, price, quantity, amount";
    private static final String COPY_CHARGES =
            "COPY charge_delta (%s) FROM STDIN (FORMAT binary)".formatted(CHARGE_COLUMNS);
    private static final String ADD_CHARGES =
            """
            INSERT INTO charge_hours AS c (%1$s)
            SELECT %1$s FROM charge_delta
            ON CONFLICT (organization, hour, recorded, currency, model, item, price)
            DO UPDATE SET quantity = c.quantity + excluded.quantity,
              amount = c.amount + excluded.amount
            """
                    .formatted(CHARGE_COLUMNS);
    private static final Comparator<ChargeCell> CHARGE_ORDER =
            Comparator.comparing(ChargeCell::organization)
                    .thenComparingLong(ChargeCell::hour)
                    .thenComparingLong(ChargeCell::recorded)
                    .thenComparing(ChargeCell::currency)
                    .thenComparing(ChargeCell::model)
                    .thenComparing(ChargeCell::item, ChargeItem.ORDER);

    private record Cell(int series, long hour) {
        static final Comparator<Cell> ORDER =
                Comparator.comparingInt(Cell::series).thenComparingLong(Cell::hour);
    }

    private final CopyRows copy = new CopyRows();
    private final Map<Cell, UsageTally> tallies = new HashMap<>();
    private final Map<Cell, UsageTally> changes = new HashMap<>();

    /// Whether a column is an amount of money; the others are whole numbers.
    static boolean isAmount(String column) {
        return AMOUNTS.contains(column);
    }

    /// A class's column in `usage_hours`.
    static String column(TokenClass tokenClass) {
        return tokenClass.key().replace('-', '_');
    }

    /// Forgets what a transaction that failed has left.
    void clear() {
        tallies.clear();
        changes.clear();
        copy.clear();
    }

    /// What to add to a row.
    UsageTally tally(int series, long hour) {
        return tallies.computeIfAbsent(new Cell(series, hour), _ -> new UsageTally());
    }

    /// What to change about a row that is there, or will be once the others are added.
    UsageTally change(int series, long hour) {
        return changes.computeIfAbsent(new Cell(series, hour), _ -> new UsageTally());
    }

    void put(Map<UsageCell, UsageTally> usage, Map<Series, Integer> series) {
        usage.forEach((cell, tally) -> {
            Integer id = series.get(cell.series());
            if (id == null) {
                throw new IllegalStateException("a series has no number");
            }
            tallies.put(new Cell(id, cell.hour()), tally);
        });
    }

    void write(Connection connection) throws SQLException {
        write(tallies, ADD_USAGE, connection);
        if (!changes.isEmpty()) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("DELETE FROM usage_delta");
            }
            write(changes, CHANGE_USAGE, connection);
        }
    }

    private void write(Map<Cell, UsageTally> of, String statement, Connection connection)
            throws SQLException {
        of.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Cell.ORDER))
                .forEach(entry -> {
                    Cell cell = entry.getKey();
                    copy.row(2 + SUMS.size()).integer(cell.series());
                    copy.timestamp(instant(cell.hour()));
                    sums(entry.getValue());
                });
        of.clear();
        add(COPY_USAGE, statement, connection);
    }

    void writeCharges(Map<ChargeCell, ChargeSum> charges, Connection connection)
            throws SQLException {
        charges.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(CHARGE_ORDER))
                .forEach(charge -> write(charge.getKey(), charge.getValue()));
        add(COPY_CHARGES, ADD_CHARGES, connection);
    }

    private void write(ChargeCell cell, ChargeSum sum) {
        copy.row(9).bigint(cell.organization().value());
        copy.timestamp(instant(cell.hour())).timestamp(instant(cell.recorded()));
        copy.text(cell.currency().code()).text(cell.model()).text(cell.item().key());
        switch (cell.item()) {
            case ChargeItem.Tokens(_, Price price) -> copy.price(price);
            case ChargeItem.Units(_, UnitPrice price) -> copy.money(price.perUnit());
            case ChargeItem.Deduction _ -> copy.money(Money.ZERO);
        }
        copy.bigint(sum.quantity()).money(sum.amount());
    }

    private void sums(UsageTally tally) {
        UsageSums sums = tally.besidesTokens();
        copy.bigint(sums.calls()).bigint(sums.settled());
        for (TokenClass tokenClass : CLASSES) {
            copy.bigint(tally.tokens(tokenClass));
        }
        copy.money(sums.charge()).money(sums.overrun()).money(sums.waived()).money(sums.cost());
        copy.bigint(sums.unknownCost()).money(sums.estimatedCost());
        copy.money(sums.drawn().prepaid()).money(sums.drawn().promotional());
        UsageSums.Audit audit = sums.audit();
        copy.bigint(audit.calls());
        copy.bigint(audit.billedInput().value()).bigint(audit.billedOutput().value());
        copy.bigint(audit.countedInput().value()).bigint(audit.countedOutput().value());
    }

    private void add(String copyTo, String statement, Connection connection) throws SQLException {
        if (copy.isEmpty()) {
            return;
        }
        copy.send(connection, copyTo);
        try (Statement adding = connection.createStatement()) {
            adding.executeUpdate(statement);
        }
    }

    static Instant instant(long hour) {
        return Instant.ofEpochSecond(Math.multiplyExact(hour, SECONDS_OF_HOUR));
    }
}
