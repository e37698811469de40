package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.rating.invoice.Billable;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `LinesAddUp`: the invoices of any sequence of periods and cuts are all charges, each once.
final class InvoiceCutsTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final OrganizationId ACME = new OrganizationId(7);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DAYS = 100;
    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("UTC"), ZoneId.of("Asia/Shanghai"), ZoneId.of("Asia/Kolkata"));

    @Test
    void nothing_is_invoiced_twice_and_nothing_is_lost() throws SQLException {
        try (FreshSchema schema = FreshSchema.in(DATABASE);
                Connection connection = schema.database().connection()) {
            open(connection);
            Seeds.play(
                    20,
                    random -> {
                        try {
                            fill(connection, random);
                            play(connection, random);
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    });
        }
    }

    private static void open(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    INSERT INTO organizations (id, name, currency, billing, credit_limit, unlimited,
                      zone, opened_at)
                    VALUES (7, 'Acme', 'CNY', 'postpaid', 0, false, 'UTC', '2026-01-01T00:00Z')
                    """);
        }
    }

    /// Charges that are recorded up to a week after their calls, taken back again at times, and
    /// adjustments.
    private static void fill(Connection connection, RandomGenerator random) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("TRUNCATE charge_hours, funding");
            for (int i = 0; i < 60; i++) {
                long hour = random.nextInt(DAYS * 24);
                long late = Draw.once(random, 2) ? 0 : random.nextInt(7 * 24);
                int amount = random.nextInt(1_000) - (Draw.once(random, 4) ? 1_000 : 0);
                statement.execute(
                        """
                        INSERT INTO charge_hours (organization, hour, recorded, currency, model,
                          item, price, quantity, amount)
                        VALUES (7, '%s', '%s', 'CNY', 'm%d', 'input', 3, 5, %d * 0.000003)
                        ON CONFLICT DO NOTHING
                        """
                                .formatted(
                                        BEGIN.plus(Duration.ofHours(hour)),
                                        BEGIN.plus(Duration.ofHours(hour + late)),
                                        random.nextInt(3),
                                        amount));
            }
            for (int i = 0; i < 10; i++) {
                statement.execute(
                        """
                        INSERT INTO funding (organization, reference, kind, amount, owed, reason,
                          at, node, sequence)
                        VALUES (7, 'r%d', 'adjustment', %d, 0, 'why', '%s', 1, %d)
                        """
                                .formatted(
                                        i,
                                        1 + random.nextInt(9),
                                        BEGIN.plusSeconds(random.nextInt(DAYS * 86_400)),
                                        i + 1));
            }
        }
    }

    private static void play(Connection connection, RandomGenerator random) throws SQLException {
        var reader = new DocumentReader(connection);
        ZoneId zone = Draw.one(random, ZONES);
        Map<String, Money> invoiced = new TreeMap<>();
        InvoiceQuery.Covered previous = null;
        Instant from = BEGIN;
        Instant cut = BEGIN;
        for (int i = 1; !from.isAfter(BEGIN.plus(Duration.ofDays(DAYS))); i++) {
            Instant to = from.plus(Duration.ofMinutes(30L * (1 + random.nextInt(40 * 48))));
            Instant earliest = InvoiceQuery.hour(to.isAfter(cut) ? to : cut);
            cut = earliest.plus(Duration.ofHours(Draw.once(random, 2) ? 1 : random.nextInt(200)));
            var query = new InvoiceQuery(ACME, from, to, cut, zone, previous);
            var found = reader.billable(query, false);
            assertThat(reader.billable(query, false)).isEqualTo(found);
            add(found, invoiced);
            assertThat(invoiced).isEqualTo(charged(connection, to, cut));
            previous = new InvoiceQuery.Covered("INV-" + i, to, cut);
            from = Draw.once(random, 4) ? to.plus(Duration.ofDays(1)) : to;
        }
    }

    private static void add(DocumentReader.Found found, Map<String, Money> sums) {
        for (Billable.Charged charged : found.charges()) {
            merge(sums, charged.model(), charged.sum().amount());
        }
        for (Billable.Adjustment adjustment : found.adjustments()) {
            merge(sums, "adjustments", adjustment.amount());
        }
    }

    private static void merge(Map<String, Money> sums, String name, Money amount) {
        sums.merge(name, amount, Money::plus);
        sums.values().removeIf(Money::isZero);
    }

    /// All that was charged up to there, asked for in another way.
    private static Map<String, Money> charged(Connection connection, Instant to, Instant cut)
            throws SQLException {
        Map<String, Money> sums = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                """
                                SELECT model, sum(amount) FROM charge_hours
                                WHERE hour < '%s' AND recorded < '%s' GROUP BY model
                                UNION ALL
                                SELECT 'adjustments', sum(amount) FROM funding WHERE at < '%s'
                                """
                                        .formatted(InvoiceQuery.hour(to), cut, cut))) {
            while (rows.next()) {
                if (rows.getBigDecimal(2) != null) {
                    merge(sums, rows.getString(1), Money.of(rows.getBigDecimal(2)));
                }
            }
        }
        return sums;
    }
}
