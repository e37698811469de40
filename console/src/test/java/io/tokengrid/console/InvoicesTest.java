package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.CallId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvoicesTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    /// After November's cut.
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

    private String customer(String billing) {
        return api.post(
                        "/api/v1/organizations",
                        "{'name':'Sunrise <Robotics>','currency':'CNY','billing':'"
                                + billing
                                + "'"
                                + (billing.equals("postpaid") ? ",'creditLimit':'100'" : "")
                                + (billing.equals("internal") ? ",'unlimited':true" : "")
                                + "}")
                .at("id");
    }

    /// Each costs 0.001192.
    private void calls(String key, int count) {
        for (int i = 0; i < count; i++) {
            CallId call = traffic.open(key);
            traffic.settle(call);
        }
    }

    private Api.Answer invoice(String organization, String month, String more) {
        return api.post(
                "/api/v1/organizations/" + organization + "/invoices",
                "{'month':'" + month + "'" + more + "}");
    }

    @Test
    void a_postpaid_customer_gets_an_invoice_that_its_balance_agrees_with() {
        String organization = customer("postpaid");
        calls(api.key(organization), 10);
        api.clock.set(DECEMBER);

        Api.Answer draft = invoice(organization, "2026-11", "");
        Api.Answer again = invoice(organization, "2026-11", "");
        Api.Answer issued =
                invoice(
                        organization,
                        "2026-11",
                        ",'issue':true,'digest':'" + draft.at("digest") + "'");

        assertThat(draft.status()).as(draft.body().toString()).isEqualTo(200);
        assertThat(draft.at("number")).isEqualTo("(null)");
        assertThat(draft.at("complete")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(draft.body());
        assertThat(issued.at("number")).isEqualTo("INV-000001");
        assertThat(issued.at("digest")).isEqualTo(draft.at("digest"));
        assertThat(issued.at("due")).isEqualTo("2026-12-31");
        assertThat(issued.at("exact")).isEqualTo("0.01192");
        assertThat(issued.at("net")).isEqualTo("0.02");
        assertThat(issued.at("rounding")).isEqualTo("0.00808");
        assertThat(issued.at("lines.0.item")).isEqualTo("input");
        assertThat(issued.at("lines.0.quantity")).isEqualTo("7000");
        assertThat(api.get("/api/v1/organizations/" + organization + "/balance").at("available"))
                .isEqualTo("-" + issued.at("total"));
        assertThat(api.post("/api/v1/self-check", null).status()).isEqualTo(200);
        assertThat(
                        api.get(
                                        "/api/v1/organizations/"
                                                + organization
                                                + "/statement?from=2026-11-01T00:00:00Z"
                                                + "&to=2027-01-01T00:00:00Z&wait=true")
                                .at("closing"))
                .isEqualTo("-" + issued.at("total"));
    }

    @Test
    void what_is_final_stays_and_the_same_call_answers_it_again() {
        String organization = customer("postpaid");
        calls(api.key(organization), 1);
        api.clock.set(DECEMBER);
        Api.Answer issued = invoice(organization, "2026-11", ",'issue':true");
        api.send(
                "PUT",
                "/api/v1/organizations/" + organization + "/billing-profile",
                "{'buyer':{'name':'Renamed'},'tax':{'rate':'0.13'}}");

        Api.Answer repeated = invoice(organization, "2026-11", ",'issue':true");
        Api.Answer read = api.get("/api/v1/invoices/INV-000001");

        assertThat(repeated.body()).isEqualTo(issued.body());
        assertThat(read.body()).isEqualTo(issued.body());
        assertThat(invoice(organization, "2026-11", "").at("error.code"))
                .isEqualTo("period_invoiced");
        assertThat(
                        api.get("/api/v1/organizations/" + organization + "/invoices")
                                .at("items.0.number"))
                .isEqualTo("INV-000001");
    }

    @Test
    void another_draft_than_the_one_that_was_looked_at_does_not_become_final() {
        String organization = customer("postpaid");
        calls(api.key(organization), 1);
        api.clock.set(DECEMBER);
        Api.Answer looked = invoice(organization, "2026-11", "");
        api.send(
                "PUT",
                "/api/v1/organizations/" + organization + "/billing-profile",
                "{'buyer':{'name':'Renamed'},'tax':{'rate':'0.13'}}");

        Api.Answer refused =
                invoice(
                        organization,
                        "2026-11",
                        ",'issue':true,'digest':'" + looked.at("digest") + "'");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("draft_changed");
        assertThat(
                        api.get("/api/v1/organizations/" + organization + "/invoices")
                                .body()
                                .get("items"))
                .isEmpty();
    }

    @Test
    void a_draft_is_no_e_invoice() {
        String organization = customer("postpaid");
        calls(api.key(organization), 1);
        api.clock.set(DECEMBER);

        Api.Answer refused =
                api.get(
                        "/api/v1/organizations/"
                                + organization
                                + "/invoices/draft?month=2026-11&format=e-invoice");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.at("error.code")).isEqualTo("no_e_invoice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-30T23:00:00Z", "2026-12-01T01:30:00Z"})
    void a_cut_is_a_full_hour_not_before_the_end(String cut) {
        String organization = customer("postpaid");

        Api.Answer refused = invoice(organization, "2026-11", ",'cut':'" + cut + "'");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("error.code")).isEqualTo("invalid_cut");
    }

    @Test
    void what_settles_late_is_a_correction_in_the_next_invoice() {
        String organization = customer("postpaid");
        String key = api.key(organization);
        calls(key, 1);
        api.clock.set(Instant.parse("2026-11-30T23:59:00Z"));
        CallId late = traffic.open(key);
        api.clock.set(Instant.parse("2026-12-01T01:30:00Z"));
        traffic.settle(late);
        api.clock.set(DECEMBER);
        Api.Answer november = invoice(organization, "2026-11", ",'issue':true");
        api.clock.set(Instant.parse("2027-01-02T00:00:00Z"));

        Api.Answer december = invoice(organization, "2026-12", ",'issue':true");

        assertThat(november.at("exact")).isEqualTo("0.001192");
        assertThat(december.at("exact")).isEqualTo("0.001192");
        assertThat(december.at("lines.0.month")).isEqualTo("2026-11");
        assertThat(december.at("number")).isEqualTo("INV-000002");
    }

    @Test
    void a_prepaid_customer_has_paid_and_an_internal_one_sees_its_cost_centres() {
        String prepaid = customer("prepaid");
        api.topUp(prepaid, "100");
        calls(api.key(prepaid), 1);
        String internal = customer("internal");
        calls(api.key(internal), 2);
        api.clock.set(DECEMBER);

        Api.Answer settled = invoice(prepaid, "2026-11", ",'issue':true");
        Api.Answer chargeback = invoice(internal, "2026-11", ",'issue':true");

        assertThat(settled.at("kind")).isEqualTo("settled-invoice");
        assertThat(settled.at("payable")).isEqualTo("0.00");
        assertThat(chargeback.at("number")).isEqualTo("CB-000001");
        assertThat(chargeback.at("costCentres.0.department")).isEqualTo("Research");
        assertThat(chargeback.at("costCentres.0.amount")).isEqualTo("0.002384");
    }

    @Test
    void credit_notes_give_back_up_to_the_whole_invoice() {
        String organization = customer("postpaid");
        calls(api.key(organization), 30);
        api.post(
                "/api/v1/organizations/" + organization + "/adjustments",
                "{'amount':'-99.96','reason':'set-up','reference':'a1'}");
        api.clock.set(DECEMBER);
        invoice(organization, "2026-11", ",'issue':true");
        String path = "/api/v1/invoices/INV-000001/credit-notes";

        Api.Answer first = api.post(path, "{'amount':'53.00','reason':'outage','reference':'c1'}");
        Api.Answer repeated =
                api.post(path, "{'amount':'53.00','reason':'outage','reference':'c1'}");
        Api.Answer tooMuch =
                api.post(path, "{'amount':'53.01','reason':'outage','reference':'c2'}");
        Api.Answer rest = api.post(path, "{'reason':'outage','reference':'c3'}");

        assertThat(first.at("number")).as(first.body().toString()).isEqualTo("CN-000001");
        assertThat(first.at("total")).isEqualTo("-53.00");
        assertThat(first.at("taxAmount")).isEqualTo("-3.00");
        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(tooMuch.status()).isEqualTo(400);
        assertThat(rest.at("credit.credited")).isEqualTo(rest.at("credit.total"));
        assertThat(api.post("/api/v1/self-check", null).status()).isEqualTo(200);
    }

    @Test
    void a_draft_of_a_running_month_can_be_seen_but_not_issued() {
        String organization = customer("postpaid");
        calls(api.key(organization), 1);

        Api.Answer draft = invoice(organization, "2026-11", "");

        assertThat(draft.at("complete")).isEqualTo("false");
        assertThat(invoice(organization, "2026-11", ",'issue':true").at("error.code"))
                .isEqualTo("cut_not_reached");
        assertThat(invoice(organization, "2026-10", "").at("error.code"))
                .isEqualTo("nothing_to_invoice");
        assertThat(invoice(organization, "soon", "").at("error.code")).isEqualTo("invalid_period");
    }

    @Test
    void a_postpaid_customer_is_not_asked_again_for_what_grants_paid() {
        String organization = customer("postpaid");
        api.post(
                "/api/v1/organizations/" + organization + "/grants",
                "{'reference':'g1','kind':'promotional','amount':'5'}");
        calls(api.key(organization), 1);
        api.clock.set(DECEMBER);

        assertThat(invoice(organization, "2026-11", ",'issue':true").at("error.code"))
                .isEqualTo("drew_on_grants");
    }

    @Test
    void documents_survive_a_restart_of_the_node() throws IOException {
        String organization = customer("postpaid");
        calls(api.key(organization), 1);
        api.clock.set(DECEMBER);
        Api.Answer issued = invoice(organization, "2026-11", ",'issue':true");
        api.close();

        api = Api.open(folder, schema.database::connection);
        api.clock.set(DECEMBER.plus(Duration.ofDays(40)));

        assertThat(api.get("/api/v1/invoices/INV-000001").body()).isEqualTo(issued.body());
        assertThat(invoice(organization, "2026-11", ",'issue':true").body())
                .isEqualTo(issued.body());
    }

    @Test
    void pages_and_files_are_the_same_for_ever_and_escape_what_people_wrote() {
        String organization = customer("postpaid");
        calls(api.key(organization), 30);
        api.clock.set(DECEMBER);
        invoice(organization, "2026-11", ",'issue':true");

        byte[] page = api.bytes("/api/v1/invoices/INV-000001?format=html");
        byte[] file = api.bytes("/api/v1/invoices/INV-000001?format=pdf&language=zh");

        assertThat(new String(page, StandardCharsets.UTF_8))
                .contains("Sunrise &lt;Robotics&gt;")
                .doesNotContain("<Robotics>");
        assertThat(api.bytes("/api/v1/invoices/INV-000001?format=html")).isEqualTo(page);
        assertThat(api.bytes("/api/v1/invoices/INV-000001?format=pdf&language=zh")).isEqualTo(file);
        Api.Answer fields = api.get("/api/v1/invoices/INV-000001?format=e-invoice");
        assertThat(fields.at("taxDocument")).isEqualTo("false");
        assertThat(fields.at("items.0.name")).isEqualTo("*信息技术服务*qwen-plus input");
    }
}
