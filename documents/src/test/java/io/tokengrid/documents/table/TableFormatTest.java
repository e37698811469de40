package io.tokengrid.documents.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class TableFormatTest {
    private static final List<Column> COLUMNS =
            List.of(
                    Column.text("name"),
                    Column.text("note").orNull(),
                    Column.decimal("amount"),
                    Column.decimal("share").orNull(),
                    Column.time("at"),
                    Column.time("until").orNull());
    private static final Instant AT = Instant.parse("2026-11-22T08:00:00Z");
    private static final BigDecimal LARGEST =
            BigDecimal.TEN.pow(38).subtract(BigDecimal.ONE).movePointLeft(18);

    @TempDir private Path folder = Path.of("");

    private static byte[] table(
            TableFormat format, List<? extends List<? extends @Nullable Object>> rows)
            throws IOException {
        var out = new ByteArrayOutputStream();
        try (TableWriter table = format.open(COLUMNS, out)) {
            for (List<? extends @Nullable Object> row : rows) {
                table.row(row);
            }
        }
        return out.toByteArray();
    }

    @Test
    void csv_has_plain_numbers_and_tells_nothing_from_an_empty_text() throws IOException {
        byte[] csv =
                table(
                        TableFormat.CSV,
                        List.of(
                                Arrays.asList(
                                        "a, \"b\"", "", new BigDecimal("1E+3"), null, AT, null),
                                Arrays.asList(
                                        "千问",
                                        null,
                                        new BigDecimal("-0.000000000000000001"),
                                        new BigDecimal("0E-18"),
                                        AT,
                                        AT)));

        assertThat(new String(csv, StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        name,note,amount,share,at,until
                        "a, ""b""\","",1000,,2026-11-22T08:00:00Z,
                        千问,,-0.000000000000000001,0,2026-11-22T08:00:00Z,2026-11-22T08:00:00Z
                        """
                                .replace("\n", "\r\n"));
    }

    /// DuckDB is another program by other people.
    @Test
    void another_reader_of_parquet_gets_every_value_to_the_last_digit() {
        Seeds.play(
                10,
                random -> {
                    var rows = new ArrayList<List<@Nullable Object>>();
                    for (int i = random.nextInt(40); i >= 0; i--) {
                        rows.add(row(random));
                    }
                    assertThat(read(table(TableFormat.PARQUET, rows))).isEqualTo(rows);
                });
    }

    @Test
    void a_long_table_has_several_groups_of_rows() throws Exception {
        RandomGenerator random = Seeds.generator(1);
        List<List<@Nullable Object>> some = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            some.add(row(random));
        }
        var rows = new ArrayList<List<@Nullable Object>>();
        for (int i = 0; i < 120; i++) {
            rows.addAll(some);
        }

        assertThat(read(table(TableFormat.PARQUET, rows))).isEqualTo(rows);
    }

    @Test
    void a_table_without_rows_is_one_too() throws Exception {
        assertThat(read(table(TableFormat.PARQUET, List.of()))).isEmpty();
    }

    private static List<@Nullable Object> row(RandomGenerator random) {
        return Arrays.asList(
                Draw.text(random, 20),
                random.nextBoolean() ? null : Draw.once(random, 3) ? "" : Draw.text(random, 300),
                amount(random),
                Draw.once(random, 3) ? null : amount(random),
                Draw.instant(random).truncatedTo(ChronoUnit.SECONDS),
                Draw.once(random, 3) ? null : AT);
    }

    private static BigDecimal amount(RandomGenerator random) {
        BigDecimal drawn = Draw.money(random).toBigDecimal();
        return drawn.abs().compareTo(LARGEST) > 0
                ? LARGEST.multiply(BigDecimal.valueOf(drawn.signum()))
                : drawn;
    }

    private List<List<@Nullable Object>> read(byte[] parquet) throws IOException, SQLException {
        Path file = Files.write(folder.resolve("table.parquet"), parquet);
        var rows = new ArrayList<List<@Nullable Object>>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT * FROM read_parquet('" + file + "')")) {
            while (found.next()) {
                rows.add(
                        Arrays.asList(
                                found.getString(1),
                                found.getString(2),
                                found.getBigDecimal(3),
                                found.getBigDecimal(4),
                                time(found, 5),
                                time(found, 6)));
            }
        }
        return rows;
    }

    private static @Nullable Instant time(ResultSet row, int column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    @ParameterizedTest
    @EnumSource
    void the_same_rows_give_the_same_bytes(TableFormat format) throws IOException {
        List<List<@Nullable Object>> rows = List.of(row(Seeds.generator(7)));

        assertThat(table(format, rows)).isEqualTo(table(format, rows));
    }

    @ParameterizedTest
    @EnumSource
    void what_a_column_cannot_have_is_refused(TableFormat format) {
        var missing = Arrays.asList(null, null, Money.ZERO.toBigDecimal(), null, AT, null);
        var parted = Arrays.asList("a", null, BigDecimal.ONE, null, AT.plusNanos(1), null);

        assertThatThrownBy(() -> table(format, List.of(missing)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> table(format, List.of(parted)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_number_with_too_many_digits_is_refused_and_never_rounded() {
        var finer = Arrays.asList("a", null, BigDecimal.ONE.movePointLeft(19), null, AT, null);
        var larger = Arrays.asList("a", null, BigDecimal.TEN.pow(20), null, AT, null);

        assertThatThrownBy(() -> table(TableFormat.PARQUET, List.of(finer)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> table(TableFormat.PARQUET, List.of(larger)))
                .isInstanceOf(ArithmeticException.class);
    }
}
