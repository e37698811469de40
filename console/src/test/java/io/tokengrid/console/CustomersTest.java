package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomersTest {
    @TempDir Path folder;
    private Api api;

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    @Test
    void an_organization_is_prepaid_unless_it_says_otherwise() {
        Api.Answer opened =
                api.post(
                        "/api/v1/organizations",
                        "{'name':'Guian Travel','currency':'CNY','billing':'prepaid'}");

        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.at("id")).startsWith("org-");
        assertThat(opened.at("billing")).isEqualTo("prepaid");
        assertThat(opened.at("zone")).isEqualTo("UTC");
        assertThat(opened.at("available")).isEqualTo("0.00");
        assertThat(api.get("/api/v1/organizations/" + opened.at("id")).body())
                .isEqualTo(opened.body());
        assertThat(api.organization("Other")).isNotEqualTo(opened.at("id"));
    }

    @Test
    void a_postpaid_organization_names_its_credit_limit() {
        Api.Answer without =
                api.post(
                        "/api/v1/organizations",
                        "{'name':'A','currency':'CNY','billing':'postpaid'}");
        Api.Answer with =
                api.post(
                        "/api/v1/organizations",
                        "{'name':'A','currency':'CNY','billing':'postpaid','creditLimit':'50'}");

        assertThat(without.status()).isEqualTo(400);
        assertThat(without.at("error.code")).isEqualTo("missing_field");
        assertThat(with.at("creditLimit")).isEqualTo("50.00");
    }

    @Test
    void a_credit_limit_is_for_postpaid_organizations_only() {
        Api.Answer answer =
                api.post(
                        "/api/v1/organizations",
                        "{'name':'A','currency':'CNY','creditLimit':'50'}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error.message")).contains("creditLimit");
    }

    @Test
    void price_groups_are_set_replaced_and_kept_by_other_changes() {
        Api.Answer opened =
                api.post(
                        "/api/v1/organizations",
                        "{'name':'A','currency':'CNY','priceGroups':['south','resellers']}");
        String path = "/api/v1/organizations/" + opened.at("id");
        Api.Answer zone = api.send("PATCH", path, "{'zone':'Asia/Shanghai'}");
        Api.Answer replaced = api.send("PATCH", path, "{'priceGroups':['north']}");
        Api.Answer refused = api.send("PATCH", path, "{'priceGroups':['a b']}");
        Api.Answer none = api.send("PATCH", path, "{'priceGroups':[]}");

        assertThat(opened.at("priceGroups.0")).isEqualTo("resellers");
        assertThat(opened.at("priceGroups.1")).isEqualTo("south");
        assertThat(zone.at("priceGroups.1")).isEqualTo("south");
        assertThat(replaced.at("priceGroups.0")).isEqualTo("north");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.at("error.message")).contains("'a b'");
        assertThat(none.body().at("/priceGroups").isEmpty()).isTrue();
    }

    @Test
    void a_change_leaves_alone_what_it_does_not_name() {
        String id = api.organization("A");
        Api.Answer postpaid =
                api.send(
                        "PATCH",
                        "/api/v1/organizations/" + id,
                        "{'billing':'postpaid','creditLimit':'20'}");
        Api.Answer zone =
                api.send("PATCH", "/api/v1/organizations/" + id, "{'zone':'Asia/Shanghai'}");
        Api.Answer prepaid =
                api.send("PATCH", "/api/v1/organizations/" + id, "{'billing':'prepaid'}");

        assertThat(postpaid.at("creditLimit")).isEqualTo("20.00");
        assertThat(zone.at("creditLimit")).isEqualTo("20.00");
        assertThat(zone.at("zone")).isEqualTo("Asia/Shanghai");
        assertThat(prepaid.at("creditLimit")).isEqualTo("0.00");
        assertThat(prepaid.at("zone")).isEqualTo("Asia/Shanghai");
    }

    @Test
    void lists_come_in_pages_that_miss_and_repeat_nothing() {
        List<String> opened = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            opened.add(api.organization("N" + i));
        }

        List<String> listed = new ArrayList<>();
        String after = "";
        do {
            Api.Answer page = api.get("/api/v1/organizations?limit=3" + after);
            page.body().path("items").forEach(item -> listed.add(item.path("id").asString()));
            after = page.body().path("next").isNull() ? "" : "&after=" + page.at("next");
        } while (!after.isEmpty());

        assertThat(listed).containsExactlyInAnyOrderElementsOf(opened);
        assertThat(listed).doesNotHaveDuplicates();
        assertThat(api.get("/api/v1/organizations?after=org-nowhere").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/organizations?limit=0").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/organizations?limit=501").status()).isEqualTo(400);
    }

    @Test
    void a_top_up_is_answered_with_the_balance() {
        String id = api.organization("A");
        Api.Answer answer =
                api.post(
                        "/api/v1/organizations/" + id + "/top-ups",
                        "{'amount':'100.00','reference':'r1'}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("balance")).isEqualTo("100.00");
        Api.Answer balance = api.get("/api/v1/organizations/" + id + "/balance");
        assertThat(balance.at("currency")).isEqualTo("CNY");
        assertThat(balance.at("available")).isEqualTo("100.00");
        assertThat(balance.at("held")).isEqualTo("0.00");
        assertThat(balance.at("spent")).isEqualTo("0.00");
    }

    @Test
    void the_same_reference_again_changes_nothing() {
        String path = "/api/v1/organizations/" + api.organization("A") + "/top-ups";
        Api.Answer first = api.post(path, "{'amount':'100.00','reference':'r1'}");
        Api.Answer again = api.post(path, "{'amount':'100','reference':'r1'}");
        Api.Answer other = api.post(path, "{'amount':'99','reference':'r1'}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.at("error.message")).contains("r1").contains("100.00");
    }

    @Test
    void many_retries_at_once_pay_once() throws Exception {
        String id = api.organization("A");
        Callable<Integer> topUp =
                () ->
                        api.post(
                                        "/api/v1/organizations/" + id + "/top-ups",
                                        "{'amount':'10','reference':'same'}")
                                .status();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> answer : clients.invokeAll(Collections.nCopies(40, topUp))) {
                assertThat(answer.get()).isEqualTo(200);
            }
        }

        assertThat(api.get("/api/v1/organizations/" + id + "/balance").at("available"))
                .isEqualTo("10.00");
    }

    @Test
    void an_internal_organization_has_no_wallet_to_top_up() {
        String id =
                api.post(
                                "/api/v1/organizations",
                                "{'name':'A','currency':'CNY','billing':'internal'}")
                        .at("id");
        Api.Answer answer =
                api.post(
                        "/api/v1/organizations/" + id + "/top-ups",
                        "{'amount':'1','reference':'r1'}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("error.code")).isEqualTo("no_wallet");
    }

    @Test
    void amounts_that_are_no_exact_decimals_are_refused() {
        String path = "/api/v1/organizations/" + api.organization("A") + "/top-ups";
        for (String amount :
                List.of(
                        "'-1'",
                        "'0'",
                        "'1e3'",
                        "'NaN'",
                        "''",
                        "' 1'",
                        "'1,5'",
                        "'0x10'",
                        "'1.0000000000000000001'",
                        "'10000000000001'",
                        "'99999999999999999999999999999999999999'",
                        "100",
                        "1e400",
                        "true",
                        "null",
                        "[]",
                        "{}")) {
            Api.Answer answer = api.post(path, "{'amount':" + amount + ",'reference':'r1'}");
            assertThat(answer.status()).as(amount).isEqualTo(400);
            assertThat(answer.at("error.message")).as(amount).containsIgnoringCase("amount");
            assertThat(answer.at("error.hint")).as(amount).isNotBlank();
        }
    }

    @Test
    void what_a_correction_takes_beyond_the_balance_is_owed_until_money_comes_in() {
        String id = api.organization("A");
        api.topUp(id, "5");
        Api.Answer taken =
                api.post(
                        "/api/v1/organizations/" + id + "/adjustments",
                        "{'amount':'-8','reason':'metered twice as little','reference':'c1'}");
        Api.Answer given =
                api.post(
                        "/api/v1/organizations/" + id + "/adjustments",
                        "{'amount':'1.50','reason':'refund','reference':'c2'}");
        api.topUp(id, "10");

        assertThat(taken.at("available")).isEqualTo("0.00");
        assertThat(taken.at("owed")).isEqualTo("3.00");
        assertThat(given.at("available")).isEqualTo("0.00");
        assertThat(given.at("owed")).isEqualTo("1.50");
        assertThat(api.get("/api/v1/organizations/" + id).at("available")).isEqualTo("8.50");
        assertThat(api.get("/api/v1/organizations/" + id).at("owed")).isEqualTo("0.00");
    }

    @Test
    void what_was_answered_is_there_after_a_restart() throws IOException {
        String id = api.organization("A");
        api.topUp(id, "12.345678");
        String key = api.key(id);
        api.close();
        api = Api.open(folder);

        assertThat(api.get("/api/v1/organizations/" + id + "/balance").at("available"))
                .isEqualTo("12.345678");
        assertThat(api.getAs(key, "/v1/me").status()).isEqualTo(200);
    }

    @Test
    void the_trial_balance_sums_to_zero_by_unit() {
        String id = api.organization("A");
        api.topUp(id, "100");
        var traffic = new Traffic(api).priced();
        String key = api.key(id);
        traffic.settle(traffic.open(key));
        traffic.open(key);

        Api.Answer answer = api.get("/api/v1/ledger/trial-balance");

        assertThat(answer.at("balanced")).isEqualTo("true");
        assertThat(answer.at("units.0.unit")).isEqualTo("CNY");
        assertThat(answer.at("units.0.sum")).isEqualTo("0.00");
        assertThat(answer.body().path("units").path(0).path("accounts").toString())
                .contains("\"kind\":\"wallet\"", "\"kind\":\"provider-payable\"", id);
    }

    @Test
    void the_balance_shows_a_settled_call_at_once() {
        String id = api.organization("A");
        api.topUp(id, "100");
        String key = api.key(id);
        var traffic = new Traffic(api).priced();
        traffic.settle(traffic.open(key));
        traffic.open(key);

        Api.Answer balance = api.get("/api/v1/organizations/" + id + "/balance");

        // 700 x 0.8 + 200 x 0.16 + 300 x 2 per million; held 1,000 x 0.8 + 500 x 2.
        assertThat(balance.at("spent")).isEqualTo("0.001192");
        assertThat(balance.at("held")).isEqualTo("0.0018");
        assertThat(balance.at("available")).isEqualTo("99.997008");
        assertThat(balance.at("openCalls")).isEqualTo("1");
    }
}
