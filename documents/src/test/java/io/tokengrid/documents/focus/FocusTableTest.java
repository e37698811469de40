package io.tokengrid.documents.focus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.documents.table.Column;
import io.tokengrid.documents.table.TableFormat;
import io.tokengrid.documents.table.TableWriter;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.focus.FocusAccount;
import io.tokengrid.rating.focus.FocusRow;
import io.tokengrid.rating.focus.FocusRows;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The file, as a reader that is not ours reads it.
final class FocusTableTest {
    private static final Instant HOUR = Instant.parse("2026-10-31T16:00:00Z");

    /// What FOCUS 1.4 makes mandatory in this dataset, and whether it allows nulls there.
    private static final Map<String, Boolean> MANDATORY =
            Map.ofEntries(
                    Map.entry("BilledCost", false),
                    Map.entry("BillingAccountId", false),
                    Map.entry("BillingAccountName", true),
                    Map.entry("BillingCurrency", false),
                    Map.entry("BillingPeriodEnd", false),
                    Map.entry("BillingPeriodStart", false),
                    Map.entry("ChargeCategory", false),
                    Map.entry("ChargeClass", true),
                    Map.entry("ChargeDescription", true),
                    Map.entry("ChargePeriodEnd", false),
                    Map.entry("ChargePeriodStart", false),
                    Map.entry("ContractedCost", false),
                    Map.entry("EffectiveCost", false),
                    Map.entry("HostProviderName", false),
                    Map.entry("InvoiceIssuerName", false),
                    Map.entry("ListCost", false),
                    Map.entry("PricingQuantity", true),
                    Map.entry("PricingUnit", true),
                    Map.entry("ServiceCategory", false),
                    Map.entry("ServiceName", false),
                    Map.entry("ServiceProviderName", false));

    @TempDir private Path folder = Path.of("");

    private static FocusRows rows(DocumentKind kind) {
        return new FocusRows(account(kind));
    }

    private static FocusAccount account(DocumentKind kind) {
        return new FocusAccount(
                new OrganizationId(7),
                "Sunrise \"Robotics\"",
                new CurrencyCode("CNY"),
                ZoneId.of("Asia/Shanghai"),
                kind,
                List.of());
    }

    private static FocusRow tokens(DocumentKind kind, TokenClass of, String price, long count) {
        var item = new ChargeItem.Tokens(of, Price.perMillion(price));
        var sum = new ChargeSum(count, item.price().times(new TokenCount(count)));
        return rows(kind).charge("m-1", item, HOUR, sum, account(kind).charge(HOUR, HOUR));
    }

    /// W66: 10,000 tokens in, 8,000 of them from the cache, and 500 out, at 3, 0.3 and 15.
    private static List<FocusRow> w66(DocumentKind kind) {
        return List.of(
                tokens(kind, TokenClass.INPUT, "3", 2_000),
                tokens(kind, TokenClass.CACHED_INPUT, "0.3", 8_000),
                tokens(kind, TokenClass.OUTPUT, "15", 500));
    }

    private List<Map<String, String>> read(
            TableFormat format, FocusVersion version, List<FocusRow> rows)
            throws IOException, SQLException {
        Path file = folder.resolve("focus." + format.extension());
        try (TableWriter out = format.open(FocusTable.COLUMNS, Files.newOutputStream(file))) {
            var table = new FocusTable(version, "Guian Compute", out);
            for (FocusRow row : rows) {
                table.row(row);
            }
        }
        String from =
                format == TableFormat.CSV
                        ? "read_csv('" + file + "', header = true, all_varchar = true)"
                        : "read_parquet('" + file + "')";
        var found = new ArrayList<Map<String, String>>();
        try (var duck = DriverManager.getConnection("jdbc:duckdb:");
                var statement = duck.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + from)) {
            while (result.next()) {
                var row = new LinkedHashMap<String, String>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(
                            result.getMetaData().getColumnName(i),
                            String.valueOf(result.getObject(i)));
                }
                found.add(row);
            }
        }
        return found;
    }

    private static String of(Map<String, String> row, String... columns) {
        return List.of(columns).stream()
                .map(column -> row.getOrDefault(column, "(missing)"))
                .collect(Collectors.joining(" | "));
    }

    @Test
    void every_mandatory_column_is_there_and_as_strict_as_it_must_be() {
        assertThat(FocusTable.COLUMNS.stream().map(Column::name))
                .containsAll(MANDATORY.keySet())
                .doesNotHaveDuplicates();
        for (Column column : FocusTable.COLUMNS) {
            if (!MANDATORY.getOrDefault(column.name(), true)) {
                assertThat(column.nullable()).as(column.name()).isFalse();
            }
        }
        assertThat(
                        FocusTable.COLUMNS.stream()
                                .map(Column::name)
                                .filter(name -> !name.startsWith("x_")))
                .isSorted();
    }

    @Test
    void w66_has_a_row_for_each_class_of_tokens() throws IOException, SQLException {
        var read = read(TableFormat.CSV, FocusVersion.V1_5_DRAFT, w66(DocumentKind.INVOICE));

        assertThat(
                        read.stream()
                                .map(row ->
                                        of(
                                                row,
                                                "SkuMeter",
                                                "ConsumedQuantity",
                                                "PricingQuantity",
                                                "ListUnitPrice",
                                                "BilledCost",
                                                "EffectiveCost",
                                                "SkuPriceId")))
                .containsExactly(
                        "Input Tokens | 2000 | 0.002 | 3 | 0.006 | 0.006 | m-1/input@CNY:3",
                        "Cached Input Tokens | 8000 | 0.008 | 0.3 | 0.0024 | 0.0024 |"
                                + " m-1/cached-input@CNY:0.3",
                        "Output Tokens | 500 | 0.0005 | 15 | 0.0075 | 0.0075 |"
                                + " m-1/output@CNY:15");
        assertThat(read.stream().map(row -> of(row, "SkuPriceDetails")))
                .containsExactly(
                        "{\"ModelId\":\"m-1\",\"TokenCacheAction\":\"Uncached\","
                                + "\"TokenDirection\":\"Input\",\"x_TokenClass\":\"input\"}",
                        "{\"ModelId\":\"m-1\",\"TokenCacheAction\":\"Read\","
                                + "\"TokenDirection\":\"Input\",\"x_TokenClass\":\"cached-input\"}",
                        "{\"ModelId\":\"m-1\",\"TokenDirection\":\"Output\","
                                + "\"x_TokenClass\":\"output\"}");
        assertThat(
                        of(
                                read.getFirst(),
                                "BillingAccountName",
                                "BillingPeriodStart",
                                "BillingPeriodEnd",
                                "ChargePeriodStart",
                                "ChargePeriodEnd",
                                "PricingUnit",
                                "ConsumedUnit"))
                .isEqualTo(
                        "Sunrise \"Robotics\" | 2026-10-31T16:00:00Z | 2026-11-30T16:00:00Z |"
                                + " 2026-10-31T16:00:00Z | 2026-10-31T17:00:00Z | 1000000 Tokens |"
                                + " Tokens");
    }

    @Test
    void before_the_draft_the_properties_of_tokens_are_custom() throws IOException, SQLException {
        var read = read(TableFormat.CSV, FocusVersion.V1_4, w66(DocumentKind.INVOICE));

        assertThat(of(read.getFirst(), "SkuPriceDetails"))
                .isEqualTo(
                        "{\"x_ModelId\":\"m-1\",\"x_TokenCacheAction\":\"Uncached\","
                                + "\"x_TokenDirection\":\"Input\",\"x_TokenClass\":\"input\"}");
        assertThatThrownBy(() -> FocusVersion.of("1.3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.5-draft");
    }

    @Test
    void parquet_says_the_same_as_csv() throws IOException, SQLException {
        List<FocusRow> rows = w66(DocumentKind.INVOICE);
        var parquet = read(TableFormat.PARQUET, FocusVersion.V1_4, rows);
        var csv = read(TableFormat.CSV, FocusVersion.V1_4, rows);

        for (int i = 0; i < rows.size(); i++) {
            assertThat(parquet.get(i).keySet()).isEqualTo(csv.get(i).keySet());
            assertThat(new BigDecimal(of(parquet.get(i), "EffectiveCost")))
                    .isEqualByComparingTo(of(csv.get(i), "EffectiveCost"));
            assertThat(of(parquet.get(i), "SkuPriceId", "ChargeClass", "SkuPriceDetails"))
                    .isEqualTo(of(csv.get(i), "SkuPriceId", "ChargeClass", "SkuPriceDetails"));
        }
    }

    @Test
    void what_was_paid_before_is_billed_as_a_purchase_and_costs_nothing_when_it_is_used()
            throws IOException, SQLException {
        FocusRows rows = rows(DocumentKind.SETTLED_INVOICE);
        var all = new ArrayList<FocusRow>();
        all.add(rows.topUp("t1", Money.parse("100"), HOUR.plusSeconds(61)));
        all.addAll(rows.block("b1", Money.parse("500"), Money.parse("450"), HOUR));
        all.add(rows.promotion("p1", Money.parse("5"), HOUR));
        all.add(rows.unused("b1", false, false, Money.parse("20"), HOUR));
        all.add(rows.adjustment("a1", Money.parse("3"), "our fault", HOUR));
        all.addAll(w66(DocumentKind.SETTLED_INVOICE));

        var read = read(TableFormat.CSV, FocusVersion.V1_4, all);

        assertThat(
                        read.stream()
                                .map(row ->
                                        of(
                                                row,
                                                "ChargeCategory",
                                                "BilledCost",
                                                "EffectiveCost",
                                                "ListCost",
                                                "x_Reference")))
                .containsExactly(
                        "Purchase | 100 | 0 | 100 | t1",
                        "Purchase | 450 | 0 | 500 | b1",
                        "Credit | 0 | -50 | 0 | b1",
                        "Credit | 0 | -5 | 0 | p1",
                        "Adjustment | 0 | 20 | 0 | b1",
                        "Adjustment | 0 | -3 | 0 | a1",
                        "Usage | 0 | 0.006 | 0.006 | null",
                        "Usage | 0 | 0.0024 | 0.0024 | null",
                        "Usage | 0 | 0.0075 | 0.0075 | null");
    }

    @ParameterizedTest
    @EnumSource
    void units_have_names_in_the_plural(UsageUnit unit) {
        var item = new ChargeItem.Units(unit, UnitPrice.parse("0.5"));
        var sum = new ChargeSum(3, Money.parse("1.5"));
        FocusRow row =
                rows(DocumentKind.INVOICE)
                        .charge(
                                "m-1",
                                item,
                                HOUR,
                                sum,
                                account(DocumentKind.INVOICE).charge(HOUR, HOUR));

        FocusRow.Sku sku = Objects.requireNonNull(row.sku());
        assertThat(sku.unit()).matches("([A-Z][a-z]+)(-[A-Z][a-z]+)?s").isEqualTo(sku.meter());
        assertThat(sku.quantity().multiply(sku.listPrice()))
                .isEqualByComparingTo(row.costs().list().toBigDecimal());
    }
}
