package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.postgres.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A provider's bill of one call: 700 fresh tokens, 200 cached ones and 300 written, booked at 0.4
/// and 1 per million: 0.00066.
class ReconciliationsTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    private static final String HONEST =
            """
            2026-11-22,qwen-plus-latest,input,700,0.00028
            2026-11-22,qwen-plus-latest,cached-input,200,0.00008
            """;
    private static final String BILL = HONEST + "2026-11-22,qwen-plus-latest,output,400,0.0004\n";

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        api = Api.open(folder, schema.database::connection);
        String organization = api.organization("Guian Travel");
        String key = api.key(organization);
        api.topUp(organization, "100");
        Traffic traffic = new Traffic(api).priced();
        traffic.settle(traffic.open(key));
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    private Api.Answer bill(String text) {
        return bill(text, "2026-11");
    }

    private Api.Answer bill(String text, String period) {
        return api.post(
                "/api/v1/reconciliations?provider=dashscope&profile=plain&file=nov.csv&period="
                        + period,
                text);
    }

    private static String path(Api.Answer made) {
        return "/api/v1/reconciliations/" + made.at("id");
    }

    private String balance(String kind) {
        JsonNode unit = api.get("/api/v1/ledger/trial-balance").body().get("units").get(0);
        for (JsonNode account : unit.get("accounts")) {
            if (account.get("kind").asString().equals(kind)) {
                return account.get("balance").asString();
            }
        }
        return "none";
    }

    @Test
    void a_bill_is_held_against_the_books_and_every_difference_explained() {
        Api.Answer made = bill(BILL);

        assertThat(made.status()).as("%s", made.body()).isEqualTo(200);
        assertThat(made.at("billed")).isEqualTo("0.00076");
        assertThat(made.at("booked")).isEqualTo("0.00066");
        assertThat(made.at("difference")).isEqualTo("0.0001");
        assertThat(made.at("unexplained")).isEqualTo("0.00");
        assertThat(made.at("attested")).isEqualTo("yours");
        Api.Answer read = api.get(path(made) + "?kind=over-report");
        assertThat(read.at("findings.0.kind")).isEqualTo("over-report");
        assertThat(read.at("findings.0.meter")).isEqualTo("output");
        assertThat(read.at("findings.0.quantity")).isEqualTo("100");
        assertThat(read.at("findings.0.amount")).isEqualTo("0.0001");
        assertThat(read.at("findings.0.line")).isEqualTo("3");
        assertThat(read.at("cells.0.reportedTokens")).isEqualTo("1200");
        assertThat(read.at("cells.0.countedTokens")).isEqualTo("1198");
        assertThat(balance("provider-payable")).isEqualTo("0.00066");
    }

    @Test
    void an_approval_moves_the_providers_cost_once_and_a_reversal_takes_it_back() {
        Api.Answer made = bill(BILL);

        for (int i = 0; i < 2; i++) {
            Api.Answer approved = api.post(path(made) + "/approve", "{}");
            assertThat(approved.status()).as("%s", approved.body()).isEqualTo(200);
            assertThat(approved.at("approved")).isEqualTo("0.0001");
            assertThat(balance("provider-payable")).isEqualTo("0.00076");
            assertThat(balance("provider-cost")).isEqualTo("-0.00076");
        }
        Api.Answer usage = api.get("/api/v1/usage?by=day&wait=true&from=2026-11-22T00:00:00Z");
        assertThat(usage.at("costAdjustments.0.amount")).isEqualTo("0.0001");
        assertThat(usage.at("costAdjustments.0.day")).isEqualTo("2026-11-22");
        assertThat(usage.at("costAdjustments.0.model")).isEqualTo("qwen-plus-latest");

        Api.Answer reversed = api.send("POST", path(made) + "/reverse", null);

        assertThat(reversed.status()).isEqualTo(200);
        assertThat(reversed.body().get("approved").isNull()).isTrue();
        assertThat(balance("provider-payable")).isEqualTo("0.00066");
        assertThat(
                        api.get("/api/v1/usage?wait=true&from=2026-11-22T00:00:00Z")
                                .body()
                                .get("costAdjustments")
                                .isEmpty())
                .isTrue();
        Api.Answer some = api.post(path(made) + "/approve", "{\"kinds\":[\"rounding\"]}");
        assertThat(some.at("approved")).isEqualTo("0.00");
    }

    @Test
    void what_was_approved_stands_after_a_restart() throws IOException, SQLException {
        Api.Answer made = bill(BILL);
        api.post(path(made) + "/approve", "{}");
        api.close();

        api = Api.open(folder, schema.database::connection);

        assertThat(balance("provider-payable")).isEqualTo("0.00076");
        assertThat(api.get(path(made)).at("reconciliation.approved")).isEqualTo("0.0001");
    }

    @Test
    void the_same_bill_with_the_same_findings_is_kept_once() {
        Api.Answer first = bill(BILL);
        Api.Answer again = bill(BILL);
        Api.Answer other = bill(HONEST);

        assertThat(again.at("id")).isEqualTo(first.at("id"));
        assertThat(other.at("id")).isNotEqualTo(first.at("id"));
        Api.Answer page = api.get("/api/v1/reconciliations?limit=1");
        List<String> ids = new ArrayList<>(List.of(page.at("items.0.id")));
        page = api.get("/api/v1/reconciliations?limit=1&after=" + page.at("next"));
        ids.add(page.at("items.0.id"));
        assertThat(ids).containsExactlyInAnyOrder(first.at("id"), other.at("id"));
        assertThat(page.body().get("next").isNull()).isTrue();
    }

    @Test
    void a_day_has_one_bill_that_stands() {
        Api.Answer first = bill(BILL);
        Api.Answer other = bill(HONEST, "2026-11-22");
        api.post(path(first) + "/approve", "{}");

        Api.Answer refused = api.post(path(other) + "/approve", "{}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.message")).contains("stands as " + first.at("id"));
    }

    @Test
    void findings_come_in_pages() {
        Api.Answer made = bill("2026-11-01,x,input,10,0.1\n2026-11-02,x,input,10,0.1\n" + BILL);

        Api.Answer page = api.get(path(made) + "?limit=1");
        Api.Answer next = api.get(path(made) + "?limit=1&after=" + page.at("next"));

        assertThat(page.at("findings.0.day")).isEqualTo("2026-11-01");
        assertThat(page.at("findings.0.kind")).isEqualTo("missing-here");
        assertThat(next.at("findings.0.day")).isEqualTo("2026-11-02");
    }

    @Test
    void what_cannot_be_is_refused() {
        Api.Answer wrong = bill(HONEST + "wrong\n");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.at("error.code")).isEqualTo("invalid_bill");
        assertThat(wrong.at("error.message")).isEqualTo("nov.csv:3: is wrong. Nothing was taken.");
        assertThat(bill(BILL, "november").at("error.code")).isEqualTo("invalid_parameter");
        assertThat(bill(BILL, "2026-11-05..2026-11-01").status()).isEqualTo(400);
        assertThat(api.post("/api/v1/reconciliations?provider=x&profile=plain", BILL).status())
                .isEqualTo(400);
        assertThat(api.get("/api/v1/reconciliations/rec-0").status()).isEqualTo(404);
        assertThat(api.get("/api/v1/reconciliations").body().get("items").isEmpty()).isTrue();
    }

    @Test
    void profiles_say_how_well_they_are_known() {
        assertThat(api.get("/api/v1/bill-profiles").at("profiles.0.attested")).isEqualTo("yours");
    }
}
