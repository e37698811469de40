package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Rater;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class SelfCheckTest {
    private static final List<String> NAMES =
            List.of(
                    "DebitsEqualCredits",
                    "NoBalanceBelowLimit",
                    "EveryHoldEndsOnce",
                    "SettledWithinHold",
                    "EveryForwardHasOneHold",
                    "RetryChangesNothing",
                    "ChargeMatchesRerating",
                    "LinesAddUp",
                    "FoldedBalancesEqualLedger",
                    "ReplayGivesSameState");

    @TempDir Path folder;
    private Api api;
    private String organization = "";
    private String key = "";

    @BeforeEach
    void open() throws IOException {
        api = Api.open(folder);
        organization = api.organization("A");
        key = api.key(organization);
        api.topUp(organization, "100");
    }

    @AfterEach
    void close() throws IOException {
        api.close();
    }

    private String status(Api.Answer answer, String name) {
        for (JsonNode one : answer.body().path("invariants")) {
            if (one.path("name").asString().equals(name)) {
                return one.path("status").asString();
            }
        }
        return "(missing)";
    }

    @Test
    void every_invariant_is_named_with_its_figure() {
        var traffic = new Traffic(api).priced();
        for (int i = 0; i < 20; i++) {
            traffic.settle(traffic.open(key));
            traffic.fail(traffic.open(key));
        }
        traffic.open(key);

        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);

        assertThat(answer.status()).as(answer.body().toPrettyString()).isEqualTo(200);
        assertThat(answer.at("holds")).isEqualTo("true");
        for (String name : NAMES) {
            // Statements need the views, and this node has no database.
            boolean folded = name.equals("LinesAddUp") || name.equals("FoldedBalancesEqualLedger");
            String expected = folded ? "unknown" : "holds";
            assertThat(status(answer, name)).as(name).isEqualTo(expected);
        }
        assertThat(answer.body().toString())
                .contains("20 calls rated again")
                .contains("1 open holds")
                .contains("1 references used again");
    }

    @Test
    void an_untouched_node_holds_every_invariant() throws IOException {
        try (Api fresh = Api.open(folder.resolve("fresh"))) {
            Api.Answer answer = fresh.send("POST", "/api/v1/self-check", null);
            assertThat(answer.status()).isEqualTo(200);
        }
    }

    @Test
    void a_charge_that_its_price_book_does_not_give_is_found() {
        var traffic = new Traffic(api).priced();
        CallId call = traffic.open(key);
        Usage usage = Usage.ofText(UsageSource.REPORTED, new TokenCount(100), new TokenCount(10));
        var charge = Rater.rate(traffic.prices().baseSell(), usage);
        Usage other = Usage.ofText(UsageSource.REPORTED, new TokenCount(100), new TokenCount(0));
        traffic.settle(call, other, charge.total(), charge.lines());

        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.at("holds")).isEqualTo("false");
        assertThat(status(answer, "ChargeMatchesRerating")).isEqualTo("broken");
        assertThat(answer.body().toString()).contains(call.toString());
    }

    @Test
    void a_charge_that_is_not_the_sum_of_its_lines_is_found() {
        var traffic = new Traffic(api).priced();
        Usage usage = Usage.ofText(UsageSource.REPORTED, new TokenCount(100), new TokenCount(10));
        var charge = Rater.rate(traffic.prices().baseSell(), usage);
        traffic.settle(
                traffic.open(key), usage, charge.total().plus(Money.ofAttos(1)), charge.lines());

        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(status(answer, "LinesAddUp")).isEqualTo("broken");
    }

    @Test
    void a_charge_that_was_capped_at_its_hold_breaks_nothing() {
        var traffic = new Traffic(api).priced();
        CallId call = traffic.open(key);
        Usage usage =
                Usage.ofText(UsageSource.ESTIMATED, new TokenCount(5_000), new TokenCount(500));
        var charge = Rater.rate(traffic.prices().baseSell(), usage);
        traffic.settle(call, usage, Money.parse("0.0018"), charge.lines());

        assertThat(api.send("POST", "/api/v1/self-check", null).status()).isEqualTo(200);
    }

    @Test
    void an_overrun_that_is_booked_breaks_nothing() {
        var traffic = new Traffic(api).priced();
        CallId call = traffic.open(key);
        Usage usage =
                Usage.ofText(UsageSource.REPORTED, new TokenCount(5_000), new TokenCount(900));
        var charge = Rater.rate(traffic.prices().baseSell(), usage);
        traffic.settle(call, usage, charge.total(), charge.lines());

        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(status(answer, "SettledWithinHold")).isEqualTo("holds");
    }

    @Test
    void more_forwards_than_holds_are_found() {
        api.forwards = new ForwardGauge.Counts(7, 2, 4);

        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(status(answer, "EveryForwardHasOneHold")).isEqualTo("broken");
    }

    @Test
    void a_limit_that_was_lowered_below_what_is_spent_breaks_nothing() {
        String path = "/api/v1/organizations/" + organization;
        api.send("PATCH", path, "{'billing':'postpaid','creditLimit':'50'}");
        api.post(path + "/adjustments", "{'amount':'-140','reason':'r','reference':'a1'}");
        api.send("PATCH", path, "{'billing':'prepaid'}");

        assertThat(api.get(path).at("available")).isEqualTo("-40.00");
        Api.Answer answer = api.send("POST", "/api/v1/self-check", null);
        assertThat(status(answer, "NoBalanceBelowLimit")).isEqualTo("holds");
    }

    @Test
    @Timeout(60)
    void a_full_check_is_a_job_that_reads_the_whole_journal() throws IOException {
        var traffic = new Traffic(api).priced();
        for (int i = 0; i < 20; i++) {
            traffic.settle(traffic.open(key));
        }
        traffic.open(key);
        api.close();
        api = Api.open(folder);

        String job = api.send("POST", "/api/v1/self-check?full=true", null).at("job");
        Api.Answer answer = api.get("/api/v1/jobs/" + job);
        while (answer.at("state").equals("running")) {
            Thread.onSpinWait();
            answer = api.get("/api/v1/jobs/" + job);
        }

        assertThat(answer.at("state")).as(answer.body().toPrettyString()).isEqualTo("done");
        assertThat(answer.at("result.holds")).isEqualTo("true");
        assertThat(answer.at("done")).isEqualTo(answer.at("total"));
        for (JsonNode one : answer.body().path("result").path("invariants")) {
            assertThat(one.path("status").asString()).as(one.toString()).isNotEqualTo("broken");
        }
    }
}
