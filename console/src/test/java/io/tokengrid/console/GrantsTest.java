package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Money given ahead of its use. A call of [Traffic] holds 0.0018 and costs 0.001192.
class GrantsTest {
    private static final String CHARGE = "0.001192";

    @TempDir Path folder;
    private Api api;
    private Traffic traffic;
    private String organization = "";
    private String key = "";

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
        traffic = new Traffic(api).priced();
        organization = api.organization("Guian Travel");
        key = api.key(organization);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private String path() {
        return "/api/v1/organizations/" + organization;
    }

    private Api.Answer grant(String body) {
        return api.post(path() + "/grants", body);
    }

    private BigDecimal balance(String figure) {
        return new BigDecimal(api.get(path() + "/balance").at(figure));
    }

    /// The contract: available + held + spent = topped up + granted - withdrawn.
    private void addsUp(String toppedUp) {
        assertThat(balance("available").add(balance("held")).add(balance("spent")))
                .isEqualByComparingTo(
                        new BigDecimal(toppedUp)
                                .add(balance("grants.granted"))
                                .subtract(balance("grants.withdrawn")));
        assertThat(balance("available"))
                .isEqualByComparingTo(balance("wallet").add(balance("grants.available")));
    }

    @Test
    void a_promotional_grant_is_available_at_once_and_listed_apart() {
        api.topUp(organization, "5.00");
        Api.Answer granted = grant("{'reference':'welcome','kind':'promotional','amount':'10.00'}");

        assertThat(granted.status()).isEqualTo(200);
        assertThat(granted.at("number")).isEqualTo("1");
        assertThat(granted.at("status")).isEqualTo("active");
        assertThat(granted.at("paid")).isEqualTo("0.00");
        assertThat(granted.at("priority")).isEqualTo("100");
        assertThat(granted.at("left")).isEqualTo("10.00");
        Api.Answer balance = api.get(path() + "/balance");
        assertThat(balance.at("available")).isEqualTo("15.00");
        assertThat(balance.at("wallet")).isEqualTo("5.00");
        assertThat(balance.at("grants.available")).isEqualTo("10.00");
        assertThat(balance.at("grants.granted")).isEqualTo("10.00");
        assertThat(api.get(path() + "/grants").at("items.0.reference")).isEqualTo("welcome");
        assertThat(api.getAs(key, "/v1/me").at("grants.0.left")).isEqualTo("10.00");
        assertThat(api.getAs(key, "/v1/me").at("balance.wallet")).isEqualTo("5.00");
        addsUp("5.00");
    }

    @Test
    void the_same_reference_again_changes_nothing_and_another_grant_by_it_is_a_conflict() {
        String body = "{'reference':'g1','kind':'prepaid','amount':'10.00','paid':'8.00'}";
        Api.Answer first = grant(body);
        api.clock.advance(Duration.ofHours(1));
        Api.Answer again = grant(body);
        Api.Answer other = grant("{'reference':'g1','kind':'prepaid','amount':'11.00'}");
        Api.Answer topUp = api.post(path() + "/top-ups", "{'amount':'10.00','reference':'g1'}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.at("error.code")).isEqualTo("conflict");
        assertThat(topUp.status()).isEqualTo(409);
        addsUp("0.00");
    }

    @Test
    void what_cannot_be_a_grant_is_refused_with_what_to_do() {
        assertThat(grant("{'reference':'g','kind':'gift','amount':'1.00'}").at("error.message"))
                .contains("'gift'");
        assertThat(
                        grant(
                                        "{'reference':'g','kind':'promotional','amount':'1.00','paid':'1.00'}")
                                .at("error.message"))
                .contains("'paid' is zero for a promotional grant");
        assertThat(
                        grant("{'reference':'g','kind':'prepaid','amount':'1.00','paid':'1.01'}")
                                .at("error.message"))
                .contains("at most 'amount'");
        assertThat(
                        grant(
                                        "{'reference':'g','kind':'promotional','amount':'1.00',"
                                                + "'expires':'2026-11-22T08:00:00Z'}")
                                .status())
                .isEqualTo(400);
        assertThat(api.post(path() + "/grants/7/withdraw", "{'reason':'x'}").status())
                .isEqualTo(404);
        assertThat(api.get(path() + "/grants").body().at("/items").isEmpty()).isTrue();
    }

    @Test
    void an_internal_organization_has_no_money_to_draw_on() {
        String inner =
                api.post(
                                "/api/v1/organizations",
                                "{'name':'A','currency':'CNY','billing':'internal','unlimited':true}")
                        .at("id");
        Api.Answer answer =
                api.post(
                        "/api/v1/organizations/" + inner + "/grants",
                        "{'reference':'g','kind':'promotional','amount':'1.00'}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("error.code")).isEqualTo("no_wallet");
    }

    @Test
    void a_call_draws_on_grants_in_their_order_and_then_on_the_wallet() {
        api.topUp(organization, "1.00");
        grant("{'reference':'later','kind':'promotional','amount':'0.0005','priority':200}");
        grant("{'reference':'block','kind':'prepaid','amount':'0.0004','paid':'0.0002'}");

        CallId call = traffic.open(key);
        addsUp("1.00");
        traffic.settle(call);

        Api.Answer view = api.get("/api/v1/calls/" + call);
        assertThat(view.at("paid")).isEqualTo(CHARGE);
        assertThat(view.at("drawnFrom.0.source")).isEqualTo("prepaid");
        assertThat(view.at("drawnFrom.0.grant")).isEqualTo("2");
        assertThat(view.at("drawnFrom.0.amount")).isEqualTo("0.0004");
        assertThat(view.at("drawnFrom.1.source")).isEqualTo("promotional");
        assertThat(view.at("drawnFrom.1.amount")).isEqualTo("0.0005");
        assertThat(view.at("drawnFrom.2.source")).isEqualTo("wallet");
        assertThat(view.at("drawnFrom.2.amount")).isEqualTo("0.000292");
        Api.Answer block = api.get(path() + "/grants");
        assertThat(block.at("items.1.status")).isEqualTo("used-up");
        assertThat(block.at("items.1.recognised")).isEqualTo("0.0002");
        addsUp("1.00");
    }

    @Test
    void what_is_left_at_the_expiry_is_breakage_and_what_is_held_stays_reserved() {
        grant(
                "{'reference':'block','kind':'prepaid','amount':'0.01','paid':'0.01',"
                        + "'expires':'2026-11-22T09:00:00Z'}");
        CallId call = traffic.open(key);
        api.clock.set(Instant.parse("2026-11-22T09:00:00Z"));

        Api.Answer expired = api.get(path() + "/grants");
        assertThat(expired.at("items.0.status")).isEqualTo("expired");
        assertThat(expired.at("items.0.expired")).isEqualTo("0.0082");
        assertThat(expired.at("items.0.held")).isEqualTo("0.0018");
        assertThat(balance("grants.expired")).isEqualByComparingTo("0.0082");
        addsUp("0.00");

        traffic.settle(call);
        api.store.node().lapse(api.clock.instant());

        Api.Answer ended = api.get(path() + "/grants");
        assertThat(ended.at("items.0.drawn")).isEqualTo(CHARGE);
        assertThat(ended.at("items.0.expired"))
                .isEqualTo(Money.parse("0.01").minus(Money.parse(CHARGE)).toString());
        assertThat(
                        api.get("/api/v1/ledger/trial-balance")
                                .body()
                                .at("/units/0/accounts")
                                .valueStream()
                                .filter(one -> one.path("kind").asString().equals("breakage"))
                                .map(one -> one.path("balance").asString()))
                .containsExactly(ended.at("items.0.expired"));
        addsUp("0.00");
    }

    /// Nobody has to ask before: the first call after the expiry books it, and draws nothing of it.
    @Test
    void a_call_after_the_expiry_does_not_draw() {
        api.topUp(organization, "1.00");
        grant(
                "{'reference':'g','kind':'promotional','amount':'1.00',"
                        + "'expires':'2026-11-22T09:00:00Z'}");
        api.clock.set(Instant.parse("2026-11-22T09:00:00Z"));

        CallId call = traffic.open(key);
        traffic.settle(call);

        Api.Answer view = api.get("/api/v1/calls/" + call);
        assertThat(view.at("drawnFrom.0.source")).isEqualTo("wallet");
        boolean due =
                api.store.node().read(state -> state.ledger().decideLapses(Instant.MAX) != null);
        assertThat(due).isFalse();
        addsUp("1.00");
    }

    @Test
    void an_operator_withdraws_what_is_left() {
        grant("{'reference':'g','kind':'promotional','amount':'1.00'}");
        Api.Answer withdrawn = api.post(path() + "/grants/1/withdraw", "{'reason':'by mistake'}");
        Api.Answer again = api.post(path() + "/grants/1/withdraw", "{'reason':'by mistake'}");

        assertThat(withdrawn.at("status")).isEqualTo("withdrawn");
        assertThat(withdrawn.at("withdrawn")).isEqualTo("1.00");
        assertThat(again.body()).isEqualTo(withdrawn.body());
        assertThat(balance("available")).isEqualByComparingTo("0");
        assertThat(api.getAs(key, "/v1/me").body().at("/grants").isEmpty()).isTrue();
        addsUp("0.00");
    }

    @Test
    void a_grant_that_has_not_started_waits() {
        grant(
                "{'reference':'g','kind':'promotional','amount':'1.00',"
                        + "'starts':'2026-11-22T09:00:00Z'}");

        assertThat(balance("available")).isEqualByComparingTo("0");
        assertThat(balance("grants.upcoming")).isEqualByComparingTo("1");
        assertThat(api.get(path() + "/grants").at("items.0.status")).isEqualTo("upcoming");
        addsUp("0.00");
        api.clock.set(Instant.parse("2026-11-22T09:00:00Z"));
        assertThat(balance("available")).isEqualByComparingTo("1");
        traffic.settle(traffic.open(key));
        addsUp("0.00");
    }

    @Test
    void the_self_check_covers_grants() {
        grant("{'reference':'g','kind':'promotional','amount':'1.00'}");
        grant("{'reference':'h','kind':'prepaid','amount':'1.00'}");
        traffic.settle(traffic.open(key));
        api.post(path() + "/grants/1/withdraw", "{'reason':'by mistake'}");

        Api.Answer check = api.send("POST", "/api/v1/self-check", null);

        assertThat(check.status()).as("%s", check.body()).isEqualTo(200);
        assertThat(check.body().toString()).contains("2 references used again");
    }
}
