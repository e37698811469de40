package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.CallId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A settled call's usage is corrected: by 0.8 for input, 0.16 for cached input and 2 for output in
/// a million, of which the provider takes 0.4 and 1. Settled were 700 fresh and 200 cached tokens
/// in and 300 out: 0.00056 + 0.000032 + 0.0006 = 0.001192.
final class CallCorrectionsTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    private static final String MORE =
            "{'tokens':[{'tokenClass':'input','tokens':700},"
                    + "{'tokenClass':'output','tokens':1300}],"
                    + "'by':'provider','reason':'bill of November','reference':'bill-7'}";
    private static final String LESS =
            "{'tokens':[{'tokenClass':'input','tokens':100}],"
                    + "'reason':'counted again','reference':'count-1'}";

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;
    private Traffic traffic;
    private String organization = "";
    private String key = "";

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        begin();
        organization = api.organization("Guian Travel");
        key = api.key(organization);
        api.topUp(organization, "0.002");
        traffic = new Traffic(api).priced();
    }

    private void begin() throws IOException {
        api = Api.open(folder, schema.database::connection);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    @Test
    void a_call_shows_what_it_was_settled_as_and_what_corrected_it() {
        CallId call = settled();
        Api.Answer before = api.get("/api/v1/calls/" + call);
        Api.Answer corrected = correct(call, MORE);
        Api.Answer read = api.get("/api/v1/calls/" + call);

        assertThat(before.at("settledAs")).isEqualTo("(null)");
        assertThat(before.body().get("corrections")).isEmpty();
        for (Api.Answer answer : new Api.Answer[] {corrected, read}) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.at("charge")).isEqualTo("0.00316");
            assertThat(answer.at("paid")).isEqualTo("0.00316");
            assertThat(answer.at("cost")).isEqualTo("0.00158");
            assertThat(answer.at("usage.output")).isEqualTo("1300");
            assertThat(answer.at("lines.1.amount")).isEqualTo("0.0026");
            assertThat(answer.at("settledAs.charge")).isEqualTo("0.001192");
            assertThat(answer.at("settledAs.lines.1.tokenClass")).isEqualTo("cached-input");
            assertThat(answer.at("corrections.0.cause")).isEqualTo("provider-correction");
            assertThat(answer.at("corrections.0.reference")).isEqualTo("bill-7");
            assertThat(answer.at("corrections.0.reason")).isEqualTo("bill of November");
            assertThat(answer.at("corrections.0.difference")).isEqualTo("0.001968");
            assertThat(answer.at("corrections.0.owed")).isEqualTo("0.00116");
            assertThat(answer.at("corrections.0.billed.charge")).isEqualTo("0.00316");
        }
        assertThat(read.body().get("reported")).isEqualTo(before.body().get("reported"));
    }

    /// Exactness F4.
    @Test
    void what_the_balance_cannot_bear_is_owed_and_refuses_calls_until_a_top_up_pays_it() {
        correct(settled(), MORE);
        assertBalance("0.00", "0.00316", "0.00116");
        assertThat(refusal()).contains("RECEIVABLE_DUE");

        api.topUp(organization, "0.00200");
        assertBalance("0.00084", "0.00316", "0.00");
        assertThat(selfCheck()).isEqualTo("true");
    }

    @Test
    void the_last_correction_stands_and_one_back_gives_back_to_the_last_digit() {
        CallId call = settled();
        correct(call, MORE);
        Api.Answer less = correct(call, LESS);
        assertThat(less.at("charge")).isEqualTo("0.00008");
        assertThat(less.at("corrections.1.cause")).isEqualTo("usage-corrected");
        assertThat(less.at("corrections.1.difference")).isEqualTo("-0.00308");
        assertThat(less.at("corrections.1.owed")).isEqualTo("-0.00116");
        assertBalance("0.00192", "0.00008", "0.00");

        Api.Answer back =
                correct(
                        call,
                        "{'tokens':[{'tokenClass':'input','tokens':700},"
                                + "{'tokenClass':'cached-input','tokens':200},"
                                + "{'tokenClass':'output','tokens':300}],"
                                + "'reason':'it was right','reference':'back'}");
        assertThat(back.at("charge")).isEqualTo("0.001192");
        assertThat(back.at("corrections.2.reference")).isEqualTo("back");
        assertBalance("0.000808", "0.001192", "0.00");
        assertThat(selfCheck()).isEqualTo("true");
    }

    /// Promotional money never becomes the wallet's.
    @Test
    void what_grants_paid_is_not_given_back_as_money() {
        api.post(
                "/api/v1/organizations/" + organization + "/grants",
                "{'reference':'gift','kind':'promotional','amount':'1.00'}");
        CallId call = settled();
        assertThat(api.get("/api/v1/calls/" + call).at("drawnFrom.0.amount")).isEqualTo("0.001192");
        Api.Answer balance = api.get("/api/v1/organizations/" + organization + "/balance");

        Api.Answer refused = correct(call, LESS);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("paid_by_grants");
        assertThat(api.get("/api/v1/calls/" + call).body().get("corrections")).isEmpty();
        assertThat(api.get("/api/v1/organizations/" + organization + "/balance").body())
                .isEqualTo(balance.body());
    }

    /// `RetryChangesNothing`.
    @Test
    void the_same_reference_again_changes_nothing_and_another_usage_under_it_is_a_conflict()
            throws IOException {
        CallId call = settled();
        correct(call, LESS);
        assertThat(correct(call, LESS).body().get("corrections")).hasSize(1);
        api.close();
        begin();
        assertThat(correct(call, LESS).body().get("corrections")).hasSize(1);
        assertBalance("0.00192", "0.00008", "0.00");

        Api.Answer other = correct(call, MORE.replace("bill-7", "count-1"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.at("error.code")).isEqualTo("conflict");
    }

    @Test
    void what_is_no_settled_call_is_refused_by_name() {
        CallId open = traffic.open(key, 100);
        Api.Answer stillOpen = correct(open, LESS);
        traffic.fail(open);
        Api.Answer voided = correct(open, LESS);
        Api.Answer unknown = correct(CallId.parse("call-1-1-99999"), LESS);
        Api.Answer twice =
                correct(open, LESS.replace("100}]", "100},{'tokenClass':'input','tokens':1}]"));

        assertThat(stillOpen.status()).isEqualTo(409);
        assertThat(stillOpen.at("error.code")).isEqualTo("call_not_settled");
        assertThat(stillOpen.at("error.message")).contains("open");
        assertThat(voided.at("error.message")).contains("voided");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(twice.status()).isEqualTo(400);
    }

    @Test
    void usage_statement_and_accounts_include_corrections() {
        CallId call = settled();
        api.get("/api/v1/usage?wait=true");
        correct(call, MORE);

        Api.Answer usage =
                api.get(
                        "/api/v1/usage?wait=true&from=2026-11-22T00:00:00Z&to=2026-11-23T00:00:00Z");
        assertThat(usage.at("rows.0.sums.calls")).isEqualTo("1");
        assertThat(usage.at("rows.0.sums.output")).isEqualTo("1300");
        assertThat(usage.at("rows.0.sums.charge")).isEqualTo("0.00316");
        Api.Answer statement =
                api.get(
                        "/api/v1/organizations/"
                                + organization
                                + "/statement?wait=true&from=2026-11-22T00:00:00Z"
                                + "&to=2026-11-23T00:00:00Z");
        assertThat(statement.at("sums.charge")).isEqualTo("0.00316");
        assertThat(statement.at("closing")).isEqualTo("-0.00116");
        assertThat(statement.body().get("lines")).hasSize(2);
        Api.Answer page = api.get("/api/v1/calls?wait=true");
        assertThat(page.at("items.0.charge")).isEqualTo("0.00316");
        assertThat(api.get("/api/v1/ledger/trial-balance").body().toString())
                .contains("receivable");
        assertThat(selfCheck()).isEqualTo("true");
    }

    private CallId settled() {
        CallId call = traffic.open(key);
        traffic.settle(call);
        return call;
    }

    private Api.Answer correct(CallId call, String body) {
        return api.post("/api/v1/calls/" + call + "/corrections", body);
    }

    private String refusal() {
        try {
            return "admitted " + traffic.open(key, 1);
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private void assertBalance(String available, String spent, String owed) {
        Api.Answer balance = api.get("/api/v1/organizations/" + organization + "/balance");
        assertThat(balance.at("available")).isEqualTo(available);
        assertThat(balance.at("spent")).isEqualTo(spent);
        assertThat(balance.at("owed")).isEqualTo(owed);
    }

    private String selfCheck() {
        Api.Answer check = api.post("/api/v1/self-check", "");
        return check.at("holds").equals("true") ? "true" : check.body().toPrettyString();
    }
}
