package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopyRowsTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static Connection table(String columns) throws SQLException {
        Connection connection = TestDatabase.connect(DATABASE.address());
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE t (" + columns + ")");
        }
        return connection;
    }

    @Test
    void amounts_and_prices_arrive_to_the_last_digit() throws SQLException {
        try (Connection connection = table("n int, amount numeric(39,18), price numeric(19,12)")) {
            Seeds.play(
                    1,
                    random -> {
                        List<Money> amounts =
                                new ArrayList<>(
                                        List.of(
                                                Money.ZERO,
                                                Money.ofAttos(1),
                                                Money.ofAttos(-1),
                                                Money.ofAttos(99),
                                                Money.ofAttos(10_000),
                                                Money.parse("1"),
                                                Money.parse("-10000.01"),
                                                new Money(Long.MAX_VALUE, -1),
                                                new Money(Long.MIN_VALUE, 0)));
                        for (int i = 0; i < 3_000; i++) {
                            amounts.add(Draw.money(random));
                        }
                        var copy = new CopyRows();
                        List<Price> prices = new ArrayList<>();
                        for (int i = 0; i < amounts.size(); i++) {
                            prices.add(new Price(Draw.natural(random)));
                            copy.row(3).integer(i).money(amounts.get(i)).price(prices.get(i));
                        }
                        copy.send(connection, "COPY t FROM STDIN (FORMAT binary)");

                        try (Statement statement = connection.createStatement();
                                ResultSet rows =
                                        statement.executeQuery(
                                                "SELECT n, amount::text, price::text FROM t")) {
                            int count = 0;
                            while (rows.next()) {
                                int n = rows.getInt(1);
                                assertThat(new BigDecimal(rows.getString(2)))
                                        .isEqualTo(amounts.get(n).toBigDecimal());
                                assertThat(new BigDecimal(rows.getString(3)))
                                        .isEqualTo(
                                                BigDecimal.valueOf(
                                                        prices.get(n).attosPerToken(),
                                                        Price.SCALE));
                                count++;
                            }
                            assertThat(count).isEqualTo(amounts.size());
                        }
                        assertThat(copy.isEmpty()).isTrue();
                    });
        }
    }

    @Test
    void all_other_values_arrive_as_they_are() throws SQLException {
        Instant at = Instant.parse("1969-12-31T23:59:59.999999999Z");
        try (Connection connection =
                table(
                        "b bool, i bigint, t timestamptz, s text, a text[], e text[], y bytea, n int")) {
            var copy = new CopyRows();
            copy.row(8)
                    .bool(true)
                    .bigint(Long.MIN_VALUE)
                    .timestamp(at)
                    .text("总结 𝄞")
                    .texts(List.of("a,\"b\"", ""))
                    .texts(List.of())
                    .bytea(new byte[] {0, -1, 5})
                    .nothing();
            copy.send(connection, "COPY t FROM STDIN (FORMAT binary)");

            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT * FROM t")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getBoolean(1)).isTrue();
                assertThat(row.getLong(2)).isEqualTo(Long.MIN_VALUE);
                assertThat(row.getObject(3, OffsetDateTime.class).toInstant())
                        .isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
                assertThat(row.getString(4)).isEqualTo("总结 𝄞");
                assertThat((String[]) Objects.requireNonNull(row.getArray(5)).getArray())
                        .containsExactly("a,\"b\"", "");
                assertThat((String[]) Objects.requireNonNull(row.getArray(6)).getArray()).isEmpty();
                assertThat(row.getBytes(7)).containsExactly(0, -1, 5);
                assertThat(row.getObject(8)).isNull();
            }
        }
    }

    @Test
    void a_refused_row_leaves_the_connection_usable() throws SQLException {
        try (Connection connection = table("n int CHECK (n > 0)")) {
            var copy = new CopyRows();
            copy.row(1).integer(0);
            org.assertj.core.api.Assertions.assertThatThrownBy(
                            () -> copy.send(connection, "COPY t FROM STDIN (FORMAT binary)"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("check constraint");
            assertThat(TestDatabase.column(connection, "SELECT count(*) FROM t"))
                    .containsExactly("0");
        }
    }
}
