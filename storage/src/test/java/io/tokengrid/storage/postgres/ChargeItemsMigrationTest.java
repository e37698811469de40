package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What was folded before charges had items stays, to the last digit.
final class ChargeItemsMigrationTest {
    private static final int BEFORE = 7;

    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    @Test
    void lines_and_deductions_of_before_add_up_to_what_was_paid() throws SQLException {
        try (Connection connection = TestDatabase.connect(DATABASE.address());
                var statement = connection.createStatement()) {
            List<Migration> all = Migration.all();
            new Schema(all.subList(0, BEFORE)).bringUpToDate(connection);
            statement.execute(
                    """
                    INSERT INTO series (organization, department, application, function, key,
                      model, provider, site, currency)
                    VALUES (7, 'd', 'a', 'f', 1, 'm', 'p', 's', 'CNY');
                    INSERT INTO line_hours VALUES
                      (7, '2026-01-01T00:00Z', 'CNY', 'm', 'input', 0.000000000001, 3),
                      (7, '2026-01-01T00:00Z', 'CNY', 'm', 'output', 2, 1000000);
                    """);
            statement.execute(
                    """
                    INSERT INTO usage_hours (series, hour, calls, settled, %s)
                    SELECT id, '2026-01-01T00:00Z', 2, 2, %s FROM series
                    """
                            .formatted(
                                    String.join(", ", sumsOfBefore()),
                                    String.join(
                                            ", ",
                                            sumsOfBefore().stream()
                                                    .map(ChargeItemsMigrationTest::sum)
                                                    .toList())));

            new Schema(all).bringUpToDate(connection);

            assertThat(
                            TestDatabase.column(
                                    connection,
                                    """
                                    SELECT concat_ws(' ', item, price, quantity, amount, recorded = hour)
                                    FROM charge_hours ORDER BY item
                                    """))
                    .containsExactly(
                            "input 0.000000000001000000 3 0.000000000000000003 t",
                            "output 2.000000000000000000 1000000 2.000000000000000000 t",
                            "overrun 0.000000000000000000 2 -0.250000000000000000 t",
                            "waived 0.000000000000000000 2 -0.500000000000000003 t");
            assertThat(TestDatabase.column(connection, "SELECT sum(amount) FROM charge_hours"))
                    .isEqualTo(
                            TestDatabase.column(
                                    connection, "SELECT charge - overrun FROM usage_hours"));
        }
    }

    /// Without `calls` and `settled`, and what came later.
    private static List<String> sumsOfBefore() {
        return UsageRows.SUMS.stream()
                .skip(2)
                .filter(column -> !column.startsWith("from_"))
                .toList();
    }

    private static String sum(String column) {
        return switch (column) {
            case "charge" -> "1.5";
            case "overrun" -> "0.25";
            case "waived" -> "0.500000000000000003";
            default -> "0";
        };
    }
}
