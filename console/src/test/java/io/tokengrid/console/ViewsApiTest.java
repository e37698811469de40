package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Rater;
import io.tokengrid.storage.postgres.TestDatabase;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ViewsApiTest {
    @RegisterExtension static final TestDatabase DATABASE = new TestDatabase();

    @TempDir Path folder;
    private OwnSchema schema;
    private Api api;
    private Traffic traffic;
    private String organization = "";
    private String key = "";

    @BeforeEach
    void open() throws IOException, SQLException {
        schema = OwnSchema.in(DATABASE);
        api = Api.open(folder, schema.database::connection);
        organization = api.organization("Guian Travel");
        key = api.key(organization);
        api.topUp(organization, "100");
        traffic = new Traffic(api).priced();
    }

    @AfterEach
    void close() throws IOException {
        api.close();
        schema.close();
    }

    @Test
    void a_settled_call_can_be_read_in_full_at_once() {
        CallId call = traffic.open(key);
        traffic.settle(call);

        Api.Answer answer = api.get("/api/v1/calls/" + call);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.at("state")).isEqualTo("settled");
        assertThat(answer.at("organization")).isEqualTo(organization);
        assertThat(answer.at("department")).isEqualTo("Research");
        assertThat(answer.at("model")).isEqualTo("qwen-plus");
        assertThat(answer.at("tags.team")).isEqualTo("blue");
        assertThat(answer.at("priceVersion")).isEqualTo("1");
        assertThat(answer.at("currency")).isEqualTo("CNY");
        assertThat(answer.at("held")).isEqualTo("0.0018");
        assertThat(answer.at("charge")).isEqualTo("0.001192");
        assertThat(answer.at("paid")).isEqualTo("0.001192");
        assertThat(answer.at("cost")).isEqualTo("0.00066");
        assertThat(answer.at("usage.source")).isEqualTo("reported");
        assertThat(answer.at("usage.input")).isEqualTo("900");
        assertThat(answer.at("usage.output")).isEqualTo("300");
        assertThat(answer.at("usage.classes.1.tokenClass")).isEqualTo("cached-input");
        assertThat(answer.at("usage.classes.1.tokens")).isEqualTo("200");
        assertThat(answer.at("reported.0.figure")).isEqualTo("input");
        assertThat(answer.at("reported.0.tokens")).isEqualTo("900");
        assertThat(answer.at("counted.input")).isEqualTo("898");
        assertThat(answer.at("counted.inputDrift")).isEqualTo("2");
        assertThat(answer.at("lines.1.perMillion")).isEqualTo("0.16");
        assertThat(answer.at("lines.1.amount")).isEqualTo("0.000032");
        assertThat(answer.body().path("adjustments")).isEmpty();
        assertThat(answer.at("attempts.0.provider")).isEqualTo("dashscope");
        assertThat(answer.at("attempts.0.site")).isEqualTo("guian");
        assertThat(answer.at("attempts.0.status")).isEqualTo("200");
        assertThat(answer.at("times.admitted")).isEqualTo("2026-11-22T08:00:00Z");
        assertThat(answer.at("times.firstByte")).isEqualTo("2026-11-22T08:00:00.320Z");
        assertThat(answer.at("times.ended")).isEqualTo("2026-11-22T08:00:01.500Z");
        assertThat(answer.at("delivery")).isEqualTo("complete");
        assertThat(answer.at("finishReason")).isEqualTo("stop");
        assertThat(answer.body().toString()).doesNotContain(key);
    }

    @Test
    void an_open_call_and_one_without_a_charge_say_so() {
        CallId open = traffic.open(key);
        CallId failed = traffic.open(key);
        traffic.fail(failed);

        Api.Answer opened = api.get("/api/v1/calls/" + open);
        Api.Answer voided = api.get("/api/v1/calls/" + failed);

        assertThat(opened.at("state")).isEqualTo("open");
        assertThat(opened.body().path("charge").isNull()).isTrue();
        assertThat(opened.body().path("delivery").isNull()).isTrue();
        assertThat(voided.at("state")).isEqualTo("voided");
        assertThat(voided.at("reason")).isEqualTo("upstream_failed");
        assertThat(voided.body().path("cost").isNull()).isTrue();
        assertThat(voided.at("delivery")).isEqualTo("unknown");
    }

    @Test
    void what_a_charge_is_less_than_its_lines_by_is_a_line_of_its_own() {
        CallId capped = traffic.open(key);
        Usage estimated =
                Usage.ofText(UsageSource.ESTIMATED, new TokenCount(5_000), new TokenCount(500));
        var charge = Rater.rate(traffic.prices().baseSell(), estimated);
        traffic.settle(capped, estimated, Money.parse("0.0018"), charge.lines());

        Api.Answer answer = api.get("/api/v1/calls/" + capped);

        assertThat(answer.at("charge")).isEqualTo("0.0018");
        assertThat(answer.at("adjustments.0.kind")).isEqualTo("cap");
        assertThat(answer.at("adjustments.0.amount")).isEqualTo("-0.0032");
    }

    @Test
    void what_the_platform_bears_is_a_line_of_its_own() {
        String poor =
                api.post("/api/v1/organizations", "{'name':'Poor','currency':'CNY'}").at("id");
        api.post(
                "/api/v1/organizations/" + poor + "/top-ups",
                "{'amount':'0.0018','reference':'r'}");
        CallId call = traffic.open(api.key(poor));
        Usage usage =
                Usage.ofText(UsageSource.REPORTED, new TokenCount(1_000), new TokenCount(600));
        var charge = Rater.rate(traffic.prices().baseSell(), usage);
        traffic.settle(call, usage, charge.total(), charge.lines());

        Api.Answer answer = api.get("/api/v1/calls/" + call);

        assertThat(answer.at("charge")).isEqualTo("0.002");
        assertThat(answer.at("paid")).isEqualTo("0.0018");
        assertThat(answer.at("adjustments.0.kind")).isEqualTo("overrun");
        assertThat(answer.at("adjustments.0.amount")).isEqualTo("-0.0002");
    }

    @Test
    void calls_come_in_pages_newest_first_and_can_be_narrowed() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            CallId call = traffic.open(key);
            made.addFirst(call.toString());
            if (i % 2 == 0) {
                traffic.settle(call);
            }
            api.clock.advance(Duration.ofSeconds(1));
        }

        List<String> listed = new ArrayList<>();
        String after = "&wait=true";
        do {
            Api.Answer page = api.get("/api/v1/calls?limit=3" + after);
            page.body().path("items").forEach(item -> listed.add(item.path("id").asString()));
            after = page.body().path("next").isNull() ? "" : "&after=" + page.at("next");
        } while (!after.isEmpty());

        assertThat(listed).isEqualTo(made);
        assertThat(ids("?state=open")).hasSize(3);
        assertThat(ids("?state=settled&organization=" + organization)).hasSize(4);
        assertThat(ids("?from=2026-11-22T08:00:04Z&to=2026-11-22T08:00:07Z")).hasSize(1);
        assertThat(
                        ids(
                                "?key="
                                        + api.get("/api/v1/organizations/" + organization + "/keys")
                                                .at("items.0.id")))
                .hasSize(7);
        assertThat(ids("?organization=org-1")).isEmpty();
        assertThat(api.get("/api/v1/calls?after=nothing").status()).isEqualTo(400);
        assertThat(api.get("/api/v1/calls?state=done").at("error.message"))
                .contains("open, settled, voided, expired");
    }

    private List<String> ids(String query) {
        var ids = new ArrayList<String>();
        api.get("/api/v1/calls" + query)
                .body()
                .path("items")
                .forEach(item -> ids.add(item.path("id").asString()));
        return ids;
    }

    @Test
    void who_calls_a_model_that_retires_is_listed_by_key() {
        traffic.settle(traffic.open(key));
        traffic.settle(traffic.open(key));

        Api.Answer list = api.get("/api/v1/models/retiring/callers?wait=true");

        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body().path("callers")).hasSize(1);
        assertThat(list.at("callers.0.model")).isEqualTo("qwen-plus");
        assertThat(list.at("callers.0.state")).isEqualTo("retiring");
        assertThat(list.at("callers.0.successor")).isEqualTo("qwen-max");
        assertThat(list.at("callers.0.organization")).isEqualTo(organization);
        assertThat(list.at("callers.0.calls")).isEqualTo("2");
        assertThat(list.at("callers.0.charge")).isEqualTo("0.002384");
        assertThat(
                        api.get("/api/v1/models/retiring/callers?to=2026-01-01T00:00:00Z&wait=true")
                                .body()
                                .path("callers"))
                .isEmpty();
    }

    @Test
    void usage_is_summed_by_what_is_asked_for() {
        traffic.settle(traffic.open(key));
        traffic.settle(traffic.open(key));
        String other =
                api.post(
                                "/api/v1/organizations/" + organization + "/keys",
                                "{'department':'Sales','application':'Mail','function':'Drafts'}")
                        .at("key");
        traffic.settle(traffic.open(other));
        traffic.fail(traffic.open(other));

        Api.Answer usage =
                api.get("/api/v1/usage?wait=true&by=department,model&organization=" + organization);

        assertThat(usage.status()).isEqualTo(200);
        assertThat(usage.body().path("rows")).hasSize(2);
        assertThat(usage.at("rows.0.group.department")).isEqualTo("Research");
        assertThat(usage.at("rows.0.group.model")).isEqualTo("qwen-plus");
        assertThat(usage.at("rows.0.currency")).isEqualTo("CNY");
        assertThat(usage.at("rows.0.sums.calls")).isEqualTo("2");
        assertThat(usage.at("rows.0.sums.input")).isEqualTo("1800");
        assertThat(usage.at("rows.0.sums.tokens.cached-input")).isEqualTo("400");
        assertThat(usage.at("rows.0.sums.charge")).isEqualTo("0.002384");
        assertThat(usage.at("rows.1.sums.calls")).isEqualTo("2");
        assertThat(usage.at("rows.1.sums.settled")).isEqualTo("1");
        assertThat(Long.parseLong(usage.at("asOf.sequence")))
                .isEqualTo(api.store.node().journal().durableSequence());
    }

    @Test
    void every_dimension_can_be_asked_for() {
        traffic.settle(traffic.open(key));
        for (String by :
                List.of(
                        "organization",
                        "department",
                        "application",
                        "function",
                        "key",
                        "model",
                        "provider",
                        "site",
                        "day",
                        "hour")) {
            Api.Answer usage = api.get("/api/v1/usage?wait=true&by=" + by);
            assertThat(usage.body().path("rows")).as(by).hasSize(1);
            assertThat(usage.at("rows.0.group." + by)).as(by).isNotEmpty();
        }
        Api.Answer day = api.get("/api/v1/usage?by=day&zone=Asia/Shanghai");
        assertThat(day.at("rows.0.group.day")).isEqualTo("2026-11-22");
        assertThat(api.get("/api/v1/usage?by=departement").at("error.hint"))
                .contains("Did you mean 'department'?");
        assertThat(api.get("/api/v1/usage?by=day,day").status()).isEqualTo(400);
        assertThat(
                        api.get("/api/v1/usage?from=2026-11-22T08:00:00Z&to=2026-11-21T08:00:00Z")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void a_statement_adds_up() {
        api.post(
                "/api/v1/organizations/" + organization + "/adjustments",
                "{'amount':'-1','reason':'fee','reference':'a1'}");
        for (int i = 0; i < 3; i++) {
            traffic.settle(traffic.open(key));
        }

        Api.Answer answer =
                api.get(
                        "/api/v1/organizations/"
                                + organization
                                + "/statement?from=2026-11-01T00:00:00+08:00&to=2026-12-01T00:00:00+08:00&wait=true");

        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
        assertThat(answer.at("opening")).isEqualTo("0.00");
        assertThat(answer.at("topUps.0.amount")).isEqualTo("100.00");
        assertThat(answer.at("adjustments.0.reason")).isEqualTo("fee");
        assertThat(answer.at("sums.paid")).isEqualTo("0.003576");
        assertThat(answer.at("closing")).isEqualTo("98.996424");
        Money lines = Money.ZERO;
        for (JsonNode line : answer.body().path("lines")) {
            lines = lines.plus(Money.parse(line.path("amount").asString()));
        }
        assertThat(lines).isEqualTo(Money.parse(answer.at("sums.charge")));
        assertThat(answer.at("costCentres.0.department")).isEqualTo("Research");
        assertThat(api.get("/api/v1/organizations/" + organization + "/statement").at("error.code"))
                .isEqualTo("missing_parameter");
    }

    @Test
    void a_key_reads_its_own_usage_and_calls_and_nobody_elses() {
        CallId own = traffic.open(key);
        traffic.settle(own);
        String sibling = api.key(organization);
        String rival = api.organization("Rival");
        api.topUp(rival, "5");
        CallId foreign = traffic.open(api.key(rival));
        traffic.settle(foreign);
        CallId siblings = traffic.open(sibling);
        traffic.settle(siblings);

        Api.Answer usage = api.getAs(key, "/v1/me/usage?by=model,day&wait=true");

        assertThat(usage.body().path("rows")).hasSize(1);
        assertThat(usage.at("rows.0.sums.calls")).isEqualTo("1");
        assertThat(api.getAs(key, "/v1/me/calls/" + own).at("charge")).isEqualTo("0.001192");
        assertThat(api.getAs(key, "/v1/me/calls/" + foreign).status()).isEqualTo(404);
        assertThat(api.getAs(key, "/v1/me/calls/" + siblings).status()).isEqualTo(404);
        assertThat(api.getAs(key, "/v1/me/calls/call-1-1-99999").status()).isEqualTo(404);
        assertThat(api.getAs(key, "/v1/me/usage?organization=" + rival).status()).isEqualTo(400);
        assertThat(api.getAs(key, "/v1/me/calls/" + foreign).at("error.type"))
                .isEqualTo("invalid_request_error");
    }

    @Test
    void a_self_check_adds_up_the_statements_too() {
        for (int i = 0; i < 5; i++) {
            traffic.settle(traffic.open(key));
        }
        traffic.fail(traffic.open(key));
        traffic.open(key);

        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);

        assertThat(answer.status()).as(answer.body().toPrettyString()).isEqualTo(200);
        var statuses = new HashSet<String>();
        answer.body()
                .path("invariants")
                .forEach(one -> statuses.add(one.path("status").asString()));
        assertThat(statuses).as(answer.body().toPrettyString()).containsExactly("holds");
        assertThat(answer.body().toString()).contains("6 sums of statements");
        assertThat(Long.parseLong(answer.at("tookMillis"))).isLessThan(10_000);
    }

    @Test
    void the_status_says_how_far_the_views_are() {
        api.get("/api/v1/usage?wait=true");
        Api.Answer answer = api.get("/api/v1/status");

        assertThat(answer.at("views.state")).isEqualTo("current");
        assertThat(answer.at("views.lagFacts")).isEqualTo("0");
    }

    @Test
    void while_the_database_is_away_views_are_refused_and_all_else_goes_on() throws IOException {
        CallId call = traffic.open(key);
        traffic.settle(call);
        try (Api alone = Api.open(folder.resolve("alone"))) {
            String customer = alone.organization("A");
            alone.topUp(customer, "1");

            assertThat(alone.get("/api/v1/usage").status()).isEqualTo(503);
            assertThat(alone.get("/api/v1/usage").at("error.code")).isEqualTo("views_unavailable");
            assertThat(alone.get("/api/v1/usage").headers()).containsEntry("retry-after", "1");
            assertThat(alone.get("/api/v1/calls").status()).isEqualTo(503);
            String balance = "/api/v1/organizations/" + customer + "/balance";
            assertThat(alone.get(balance).at("available")).isEqualTo("1.00");
            var away = new Traffic(alone).priced();
            CallId open = away.open(alone.key(customer));
            assertThat(alone.get("/api/v1/calls/" + open).at("state")).isEqualTo("open");
            assertThat(alone.get("/api/v1/status").at("views.state")).isIn("away", "catching-up");
        }
    }

    @Test
    void the_audit_has_what_was_reported_beside_what_was_counted() {
        for (int i = 0; i < 3; i++) {
            traffic.settle(traffic.open(key));
        }

        JsonNode audit = api.get("/api/v1/audit?wait=true").body();

        JsonNode input = audit.at("/rows/0");
        assertThat(input.at("/provider").asString()).isEqualTo("dashscope");
        assertThat(input.at("/model").asString()).isEqualTo("qwen-plus-latest");
        assertThat(input.at("/side").asString()).isEqualTo("input");
        assertThat(input.at("/basis").asString()).isEqualTo("exact");
        assertThat(input.at("/drift/calls").asInt()).isEqualTo(3);
        assertThat(input.at("/drift/reported").asInt()).isEqualTo(2_700);
        assertThat(input.at("/drift/counted").asInt()).isEqualTo(2_694);
        assertThat(input.at("/drift/share").asDouble()).isEqualTo(6 / 2_694.0);
        assertThat(input.at("/drift/perToken").isNull()).isTrue();
        assertThat(audit.at("/rows/1/drift/share").asDouble()).isZero();
        assertThat(audit.at("/rows")).hasSize(2);
        assertThat(audit.at("/alerts")).isEmpty();
        assertThat(audit.at("/unverifiable")).isEmpty();
        assertThat(api.get("/api/v1/audit?provider=nobody").body().at("/rows")).isEmpty();
        assertThat(
                        api.get("/api/v1/audit?from=2020-01-02T00:00:00Z&to=2020-01-01T00:00:00Z")
                                .status())
                .isEqualTo(400);
    }
}
