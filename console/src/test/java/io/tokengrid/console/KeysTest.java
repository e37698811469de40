package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    private static final String CENTRE =
            "'department':'Research','application':'Chat','function':'Answers'";

    @TempDir Path folder;
    private Api api;
    private String organization = "";

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
        organization = api.organization("Guian Travel");
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private Api.Answer issue(String more) {
        return api.post(
                "/api/v1/organizations/" + organization + "/keys", "{" + CENTRE + more + "}");
    }

    @Test
    void a_key_is_shown_once_and_works_at_once() {
        Api.Answer issued = issue("");

        assertThat(issued.status()).isEqualTo(200);
        assertThat(issued.at("key")).matches("tg-[A-Za-z0-9_-]{43}");
        assertThat(api.getAs(issued.at("key"), "/v1/me").status()).isEqualTo(200);
        Api.Answer read = api.get("/api/v1/keys/" + issued.at("id"));
        Api.Answer listed = api.get("/api/v1/organizations/" + organization + "/keys");
        assertThat(read.at("department")).isEqualTo("Research");
        assertThat(read.body().toString()).doesNotContain(issued.at("key"));
        assertThat(listed.body().path("items").path(0)).isEqualTo(read.body());
        assertThat(listed.body().toString()).doesNotContain(issued.at("key"));
    }

    @Test
    void two_keys_have_different_secrets_and_ids() {
        Api.Answer a = issue("");
        Api.Answer b = issue("");

        assertThat(a.at("key")).isNotEqualTo(b.at("key"));
        assertThat(a.at("id")).isNotEqualTo(b.at("id"));
    }

    @Test
    void a_key_needs_its_cost_centre() {
        Api.Answer answer =
                api.post(
                        "/api/v1/organizations/" + organization + "/keys",
                        "{'department':'Research','function':'Answers'}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error.code")).isEqualTo("missing_field");
        assertThat(answer.at("error.message")).contains("application");
    }

    @Test
    void a_budget_of_money_or_tokens_comes_with_the_key_and_limits_it() {
        Api.Answer money = issue(",'budget':{'amount':'0.001','per':'day','hard':true}");
        Api.Answer tokens = issue(",'budget':{'tokens':1000,'per':'month'}");
        Api.Answer both = issue(",'budget':{'amount':'1','tokens':1000,'per':'day'}");
        Api.Answer none = issue(",'budget':{'per':'day'}");
        Api.Answer period = issue(",'budget':{'amount':'1','per':'year'}");

        assertThat(money.at("budget.amount")).isEqualTo("0.001");
        assertThat(money.at("budget.resets")).isEqualTo("2026-11-23T00:00:00Z");
        assertThat(tokens.at("budget.tokens")).isEqualTo("1000");
        assertThat(tokens.at("budget.hard")).isEqualTo("true");
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.at("error.message")).contains("'amount' or 'tokens'");
        assertThat(none.status()).isEqualTo(400);
        assertThat(period.at("error.message")).contains("year");
        assertThat(period.at("error.message")).contains("hour, day, month, total");
        assertThat(api.get("/api/v1/organizations/" + organization + "/keys").body().path("items"))
                .hasSize(2);
    }

    @Test
    void null_takes_an_expiry_or_a_budget_away_and_what_is_left_out_stays() {
        Api.Answer issued =
                issue(
                        ",'expires':'2027-01-01T00:00:00+08:00','models':['qwen-plus'],"
                                + "'budget':{'amount':'5','per':'total'}");
        String path = "/api/v1/keys/" + issued.at("id");
        Api.Answer nothing = api.send("PATCH", path, "{}");
        Api.Answer expiry = api.send("PATCH", path, "{'expires':null}");
        Api.Answer budget = api.send("PATCH", path, "{'budget':null,'models':[]}");

        assertThat(issued.at("expires")).isEqualTo("2026-12-31T16:00:00Z");
        assertThat(nothing.at("expires")).isEqualTo("2026-12-31T16:00:00Z");
        assertThat(nothing.at("models.0")).isEqualTo("qwen-plus");
        assertThat(expiry.body().path("expires").isNull()).isTrue();
        assertThat(expiry.at("budget.amount")).isEqualTo("5.00");
        assertThat(budget.body().path("budget").isNull()).isTrue();
        assertThat(budget.body().path("models")).isEmpty();
    }

    @Test
    void a_revoked_key_is_refused_and_revoking_it_again_changes_nothing() {
        Api.Answer issued = issue("");
        Api.Answer revoked = api.send("DELETE", "/api/v1/keys/" + issued.at("id"), null);
        api.clock.advance(Duration.ofMinutes(1));
        Api.Answer again = api.send("DELETE", "/api/v1/keys/" + issued.at("id"), null);

        assertThat(revoked.at("revokedAt")).isEqualTo("2026-11-22T08:00:00Z");
        assertThat(again.body()).isEqualTo(revoked.body());
        assertThat(api.getAs(issued.at("key"), "/v1/me").status()).isEqualTo(401);
    }

    @Test
    void a_key_is_refused_from_the_instant_it_expires() {
        String key = issue(",'expires':'2026-11-22T09:00:00Z'").at("key");

        assertThat(api.getAs(key, "/v1/me").status()).isEqualTo(200);
        api.clock.advance(Duration.ofHours(1));
        assertThat(api.getAs(key, "/v1/me").status()).isEqualTo(401);
    }

    @Test
    void a_caller_sees_what_it_is_and_can_spend() {
        String key = issue(",'budget':{'amount':'3','per':'day'}").at("key");
        api.topUp(organization, "100");
        var traffic = new Traffic(api).priced();
        traffic.settle(traffic.open(key));

        Api.Answer me = api.getAs(key, "/v1/me");

        assertThat(me.at("organization")).isEqualTo(organization);
        assertThat(me.at("organizationName")).isEqualTo("Guian Travel");
        assertThat(me.at("department")).isEqualTo("Research");
        assertThat(me.at("application")).isEqualTo("Chat");
        assertThat(me.at("function")).isEqualTo("Answers");
        assertThat(me.at("balance.available")).isEqualTo("99.998808");
        assertThat(me.at("budgets.0.spent")).isEqualTo("0.001192");
        assertThat(me.at("budgets.0.resets")).isEqualTo("2026-11-23T00:00:00Z");
    }

    @Test
    void the_admin_key_is_no_key_of_the_data_plane_nor_the_other_way_round() {
        String key = issue("").at("key");

        assertThat(api.getAs(Api.ADMIN_KEY, "/v1/me").status()).isEqualTo(401);
        assertThat(api.getAs(key, "/api/v1/organizations").status()).isEqualTo(401);
    }

    @Test
    void budgets_of_an_organization_are_set_as_a_list() {
        String path = "/api/v1/organizations/" + organization + "/budgets";
        Api.Answer set =
                api.send(
                        "PUT",
                        path,
                        "{'budgets':[{'amount':'100','per':'month'},"
                                + "{'department':'Research','tokens':5000,'per':'day'},"
                                + "{'department':'Research','application':'Chat',"
                                + "'function':'Answers','amount':'2','per':'hour','hard':false}]}");
        Api.Answer fewer =
                api.send(
                        "PUT",
                        path,
                        "{'budgets':[{'department':'Research','tokens':6000,'per':'day'}]}");

        assertThat(set.status()).isEqualTo(200);
        assertThat(set.body().path("budgets")).hasSize(3);
        assertThat(fewer.body().path("budgets")).hasSize(1);
        assertThat(fewer.at("budgets.0.tokens")).isEqualTo("6000");
        assertThat(api.get(path).body()).isEqualTo(fewer.body());
    }

    @Test
    void a_budget_that_stays_goes_on_counting_and_those_of_keys_are_left_alone() {
        String key = issue(",'budget':{'amount':'3','per':'day'}").at("key");
        String path = "/api/v1/organizations/" + organization + "/budgets";
        api.send("PUT", path, "{'budgets':[{'amount':'10','per':'month'}]}");
        api.topUp(organization, "100");
        var traffic = new Traffic(api).priced();
        traffic.settle(traffic.open(key));

        Api.Answer raised = api.send("PUT", path, "{'budgets':[{'amount':'20','per':'month'}]}");

        assertThat(raised.at("budgets.1.amount")).isEqualTo("20.00");
        assertThat(raised.at("budgets.1.spent")).isEqualTo("0.001192");
        assertThat(raised.at("budgets.0.key")).startsWith("key-");
        assertThat(raised.at("budgets.0.spent")).isEqualTo("0.001192");
    }

    @Test
    void a_budget_of_a_function_names_what_it_is_in() {
        Api.Answer answer =
                api.send(
                        "PUT",
                        "/api/v1/organizations/" + organization + "/budgets",
                        "{'budgets':[{'function':'Answers','amount':'1','per':'day'}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error.message")).contains("budgets[0]").contains("application");
    }
}
