package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.ControlRequest;
import io.tokengrid.gateway.ControlResponse;
import io.tokengrid.storage.postgres.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `LinesAddUp`: the file, the statement and the invoice say the same.
class FocusTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    private static final String NOVEMBER = "from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z";
    private static final Instant DECEMBER = Instant.parse("2026-12-01T02:00:00Z");

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;
    private Traffic traffic;

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        api = Api.open(folder, schema.database::connection);
        traffic = new Traffic(api).priced();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    private String postpaid() {
        return api.post(
                        "/api/v1/organizations",
                        "{'name':'Sunrise, Robotics','currency':'CNY','billing':'postpaid',"
                                + "'creditLimit':'100'}")
                .at("id");
    }

    /// Each costs 0.001192.
    private void calls(String organization, int count) {
        String key = api.key(organization);
        for (int i = 0; i < count; i++) {
            traffic.settle(traffic.open(key));
        }
    }

    private ControlResponse response(String query) {
        var parameters = new HashMap<String, String>();
        for (String pair : query.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            parameters.put(parts[0], parts[1]);
        }
        return api.console.handle(
                new ControlRequest(
                        "GET",
                        "/api/v1/focus",
                        parameters,
                        Map.of("authorization", "Bearer " + Api.ADMIN_KEY),
                        new byte[0]));
    }

    private List<Map<String, String>> rows(String query) throws IOException {
        ControlResponse response = response(query);
        assertThat(response.status())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        Path file = Objects.requireNonNull(response.file());
        var rows = new ArrayList<Map<String, String>>();
        List<String> names = List.of();
        for (String line : Files.readString(file).split("\r\n", -1)) {
            if (names.isEmpty()) {
                names = cells(line);
            } else if (!line.isEmpty()) {
                var row = new LinkedHashMap<String, String>();
                List<String> cells = cells(line);
                for (int i = 0; i < names.size(); i++) {
                    row.put(names.get(i), cells.get(i));
                }
                rows.add(row);
            }
        }
        Files.delete(file);
        return rows;
    }

    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (char c : line.toCharArray()) {
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static BigDecimal sum(
            List<Map<String, String>> rows, String cost, String column, String value) {
        return rows.stream()
                .filter(row -> value.equals(row.get(column)))
                .map(row -> new BigDecimal(row.getOrDefault(cost, "")))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    @Test
    void the_rows_of_an_invoice_are_billed_what_it_asks_for() throws IOException {
        String organization = postpaid();
        calls(organization, 10);
        api.post(
                "/api/v1/organizations/" + organization + "/adjustments",
                "{'amount':'-1.5','reason':'set-up','reference':'a1'}");
        api.clock.set(DECEMBER);
        Api.Answer invoice =
                api.post(
                        "/api/v1/organizations/" + organization + "/invoices",
                        "{'month':'2026-11','issue':true}");
        Api.Answer note =
                api.post(
                        "/api/v1/invoices/" + invoice.at("number") + "/credit-notes",
                        "{'share':'0.5','reason':'half','reference':'c1'}");
        String one = "&organization=" + organization;

        List<Map<String, String>> rows = rows(NOVEMBER + "&by=billing" + one);
        List<Map<String, String>> december =
                rows("from=2026-12-01T00:00:00Z&to=2027-01-01T00:00:00Z&by=billing" + one);
        Api.Answer statement =
                api.get(
                        "/api/v1/organizations/"
                                + organization
                                + "/statement?"
                                + NOVEMBER
                                + "&wait=true");

        assertThat(invoice.status()).as(invoice.body().toString()).isEqualTo(200);
        assertThat(sum(rows, "BilledCost", "InvoiceId", invoice.at("number")))
                .isEqualByComparingTo(invoice.at("total"));
        assertThat(note.status()).as(note.body().toString()).isEqualTo(200);
        assertThat(sum(december, "BilledCost", "InvoiceId", note.at("number")))
                .isEqualByComparingTo(note.at("total"));
        assertThat(december).allMatch(row -> "Correction".equals(row.get("ChargeClass")));
        assertThat(sum(rows, "EffectiveCost", "ChargeCategory", "Usage"))
                .isEqualByComparingTo(statement.at("sums.paid"))
                .isEqualByComparingTo("0.01192");
        assertThat(rows.stream().map(row -> row.get("ChargeCategory")).distinct())
                .containsExactly("Usage", "Adjustment", "Tax");
        assertThat(rows)
                .allMatch(row -> "Sunrise, Robotics".equals(row.get("BillingAccountName")))
                .allMatch(row -> !"".equals(row.get("InvoiceDetailId")));
    }

    @Test
    void a_prepaid_customers_money_is_billed_when_it_comes_and_effective_when_it_goes()
            throws IOException {
        String organization = api.organization("Prepaid");
        api.topUp(organization, "100");
        api.post(
                "/api/v1/organizations/" + organization + "/grants",
                "{'reference':'g1','kind':'prepaid','amount':'50','paid':'40'}");
        calls(organization, 3);

        List<Map<String, String>> rows = rows(NOVEMBER + "&organization=" + organization);
        Api.Answer statement =
                api.get(
                        "/api/v1/organizations/"
                                + organization
                                + "/statement?"
                                + NOVEMBER
                                + "&wait=true");

        assertThat(sum(rows, "BilledCost", "ChargeCategory", "Purchase")).isEqualTo("140");
        assertThat(sum(rows, "BilledCost", "ChargeCategory", "Usage")).isEqualByComparingTo("0");
        assertThat(sum(rows, "EffectiveCost", "ChargeCategory", "Usage"))
                .isEqualByComparingTo(statement.at("sums.paid"));
        assertThat(
                        sum(rows, "BilledCost", "BillingCurrency", "CNY")
                                .subtract(sum(rows, "EffectiveCost", "BillingCurrency", "CNY")))
                .isEqualByComparingTo(statement.at("closing"));
    }

    @Test
    void all_organizations_are_in_one_file_unless_one_is_asked_for() throws IOException {
        String some = postpaid();
        String other = api.organization("Other");
        api.topUp(other, "5");
        calls(some, 1);

        assertThat(rows(NOVEMBER).stream().map(row -> row.get("BillingAccountId")).distinct())
                .containsExactlyInAnyOrder(some, other);
        assertThat(rows(NOVEMBER + "&organization=" + other))
                .extracting(row -> row.get("x_Reference"))
                .containsExactly("r-5");
    }

    @Test
    void a_file_has_a_name_and_a_type() throws IOException {
        ControlResponse parquet = response(NOVEMBER + "&format=parquet&version=1.5-draft");
        Path file = Objects.requireNonNull(parquet.file());

        assertThat(parquet.headers())
                .containsEntry("content-type", "application/vnd.apache.parquet")
                .containsEntry(
                        "content-disposition", "attachment; filename=\"focus-2026-11-01.parquet\"");
        assertThat(Files.readAllBytes(file)).startsWith('P', 'A', 'R', '1');
        Files.delete(file);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    from=2026-11-01T00:00:00Z                                  | missing_parameter | 'to'
                    from=2026-11-01T00:30:00Z&to=2026-12-01T00:00:00Z          | invalid_parameter | full hour
                    from=2026-12-01T00:00:00Z&to=2026-11-01T00:00:00Z          | invalid_parameter | before
                    from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&version=2| invalid_parameter | 1.5-draft
                    from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&format=x | invalid_parameter | format
                    from=2026-11-01T00:00:00Z&to=2026-12-01T00:00:00Z&organization=org-zz| not_found | org-zz
                    """)
    void what_cannot_be_exported_says_why(String query, String code, String why) {
        ControlResponse refused = response(query);

        assertThat(new String(refused.body(), StandardCharsets.UTF_8)).contains(code, why);
        assertThat(refused.file()).isNull();
    }
}
