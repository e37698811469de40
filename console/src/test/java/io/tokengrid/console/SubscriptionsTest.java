package io.tokengrid.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.Fact;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.Rater;
import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plans over the admin API. A call of [Traffic] holds 1,500 tokens and takes 1,200.
class SubscriptionsTest {
    @TempDir Path folder;
    private Api api;
    private Traffic traffic;
    private String organization = "";
    private String key = "";

    /// What can be subscribed to in tests of the console.
    static List<PlanOffer> plans() {
        return List.of(
                plan("small", "9.9", "2000", Optional.empty(), new AtEnd.Block()),
                plan(
                        "large",
                        "39.9",
                        "150000000",
                        Optional.of(LocalDate.parse("2026-01-01")),
                        new AtEnd.Overage(Optional.of(Rational.parse("0.01")))));
    }

    private static PlanOffer plan(
            String name, String fee, String included, Optional<LocalDate> anchor, AtEnd atEnd) {
        return new PlanOffer(
                name,
                new CurrencyCode("CNY"),
                new PlanOffer.Every(1, Cycle.Unit.MONTH),
                anchor,
                Proration.DAYS,
                Rational.parse(fee),
                new Allowance(
                        "token",
                        Rational.parse(included),
                        Weights.ONE_EACH,
                        List.of(),
                        BurnOrder.DEFAULT,
                        atEnd));
    }

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

    private Api.Answer subscribe(String body) {
        return api.post(path() + "/subscription", body);
    }

    /// 900 tokens in and 300 out, by the weights that the call was admitted under.
    private void settle(CallId call) {
        Usage usage =
                Usage.builder(UsageSource.REPORTED)
                        .count(TokenClass.INPUT, 900)
                        .count(TokenClass.OUTPUT, 300)
                        .build();
        Fact.Coverage coverage =
                api.store
                        .node()
                        .read(state ->
                                state.openCalls().stream()
                                        .filter(open ->
                                                open.admitted().change().call().equals(call))
                                        .findFirst()
                                        .orElseThrow()
                                        .admitted()
                                        .call()
                                        .coverage());
        Charge charge =
                Rater.rate(
                        coverage == null ? traffic.prices().baseSell() : coverage.weights(), usage);
        Money total = charge.total();
        traffic.settle(call, usage, total, charge.lines());
    }

    @Test
    void a_subscription_charges_its_fee_once_and_includes_its_tokens() {
        api.topUp(organization, "20.00");
        Api.Answer made = subscribe("{'plan':'small','reference':'s1'}");

        assertThat(made.status()).as(made.toString()).isEqualTo(200);
        assertThat(made.at("status")).isEqualTo("active");
        assertThat(made.at("fee")).isEqualTo("9.9");
        assertThat(made.at("unit")).isEqualTo("token");
        assertThat(made.at("period.included")).isEqualTo("2000.00");
        assertThat(made.at("period.left")).isEqualTo("2000.00");
        assertThat(made.at("period.fee")).isEqualTo("9.90");
        Api.Answer again = subscribe("{'plan':'small','reference':'s1'}");
        assertThat(again.body().toString()).isEqualTo(made.body().toString());
        Api.Answer balance = api.get(path() + "/balance");
        assertThat(balance.at("available")).isEqualTo("10.10");
        assertThat(balance.at("spent")).isEqualTo("9.90");
        assertThat(api.get("/api/v1/plans").at("plans.0.name")).isEqualTo("small");
        assertThat(api.get("/api/v1/plans").at("plans.1.atEnd")).isEqualTo("overage");
    }

    @Test
    void a_call_draws_units_of_the_plan_and_no_money() {
        api.topUp(organization, "20.00");
        subscribe("{'plan':'small','reference':'s1'}");
        CallId call = traffic.open(key);

        assertThat(api.get(path() + "/subscription").at("period.held")).isEqualTo("1500.00");
        assertThat(api.get(path() + "/subscription").at("period.left")).isEqualTo("500.00");
        settle(call);

        Api.Answer plan = api.get(path() + "/subscription");
        assertThat(plan.at("period.drawn")).isEqualTo("1200.00");
        assertThat(plan.at("period.held")).isEqualTo("0.00");
        assertThat(plan.at("period.left")).isEqualTo("800.00");
        assertThat(api.get(path() + "/balance").at("available")).isEqualTo("10.10");
        assertThat(api.getAs(key, "/v1/me").at("plan.name")).isEqualTo("small");
        assertThat(api.getAs(key, "/v1/me").at("plan.period.left")).isEqualTo("800.00");
    }

    @Test
    void what_is_left_breaks_at_the_end_of_the_period_and_the_next_begins_with_its_fee() {
        api.topUp(organization, "20.00");
        subscribe("{'plan':'small','reference':'s1'}");
        settle(traffic.open(key));
        Instant resets = Instant.parse(api.get(path() + "/subscription").at("period.resetsAt"));
        api.clock.advance(Duration.between(api.clock.instant(), resets));

        settle(traffic.open(key));

        Api.Answer plan = api.get(path() + "/subscription");
        assertThat(plan.at("period.start")).isEqualTo(resets.toString());
        assertThat(plan.at("period.drawn")).isEqualTo("1200.00");
        assertThat(api.get(path() + "/balance").at("spent")).isEqualTo("19.80");
        assertThat(api.get("/api/v1/ledger/trial-balance").body().toString())
                .contains("units:token")
                .contains("breakage");
        assertThat(api.get("/api/v1/ledger/trial-balance").at("balanced")).isEqualTo("true");
    }

    @Test
    void an_ended_subscription_covers_its_period_and_no_more() {
        api.topUp(organization, "20.00");
        subscribe("{'plan':'small','reference':'s1'}");
        Api.Answer ended = api.send("DELETE", path() + "/subscription", null);

        assertThat(ended.at("status")).isEqualTo("active");
        assertThat(ended.at("ends")).isEqualTo(ended.at("period.resetsAt"));
        api.clock.advance(Duration.ofDays(40));
        settle(traffic.open(key));
        assertThat(api.get(path() + "/subscription").at("status")).isEqualTo("ended");
        assertThat(api.get(path() + "/subscriptions").at("subscriptions.0.status"))
                .isEqualTo("ended");
        assertThat(api.get(path() + "/subscription").at("period.expired")).isEqualTo("2000.00");
        assertThat(api.get(path() + "/subscription").at("period.drawn")).isEqualTo("0.00");
    }

    @Test
    void a_fee_that_the_wallet_cannot_bear_is_owed_and_ends_the_subscription_if_it_stays_so() {
        api.topUp(organization, "10.00");
        subscribe("{'plan':'small','reference':'s1'}");
        api.clock.advance(Duration.ofDays(32));
        api.store.node().lapse(api.clock.instant());

        assertThat(api.get(path() + "/balance").at("owed")).isEqualTo("9.80");
        api.clock.advance(Duration.ofDays(32));
        api.store.node().lapse(api.clock.instant());
        Api.Answer plan = api.get(path() + "/subscription");
        assertThat(plan.at("status")).isEqualTo("ended");
        assertThat(plan.at("unpaid")).isEqualTo("true");
        assertThat(api.get(path() + "/balance").at("owed")).isEqualTo("9.80");
    }

    @Test
    void what_cannot_be_subscribed_to_is_refused_with_what_to_do() {
        assertThat(subscribe("{'plan':'smal','reference':'s1'}").status()).isEqualTo(404);
        Api.Answer poor = subscribe("{'plan':'small','reference':'s1'}");
        assertThat(poor.status()).isEqualTo(409);
        assertThat(poor.body().toString()).contains("the wallet has 0.00, the fee is 9.90 CNY");
        api.topUp(organization, "100.00");
        assertThat(
                        subscribe("{'plan':'small','reference':'s1','from':'2020-01-01T00:00:00Z'}")
                                .status())
                .isEqualTo(400);
        assertThat(subscribe("{'plan':'small','reference':'s1'}").status()).isEqualTo(200);
        Api.Answer second = subscribe("{'plan':'large','reference':'s2'}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body().toString()).contains("another subscription covers that time");
        assertThat(api.get(path() + "/subscription").at("plan")).isEqualTo("small");
        String other = api.organization("Empty");
        assertThat(api.get("/api/v1/organizations/" + other + "/subscription").status())
                .isEqualTo(404);
    }

    @Test
    void the_first_period_of_an_anchored_plan_is_prorated_by_the_calendar() {
        api.topUp(organization, "100.00");
        // Of January's 31 days, those from the 17th on.
        Api.Answer made =
                subscribe("{'plan':'large','reference':'s1','from':'2027-01-17T00:00:00Z'}");
        assertThat(made.at("status")).isEqualTo("upcoming");
        api.clock.advance(
                Duration.between(api.clock.instant(), Instant.parse("2027-01-17T08:00:00Z")));
        api.store.node().lapse(api.clock.instant());

        Api.Answer plan = api.get(path() + "/subscription");
        assertThat(plan.at("period.resetsAt")).isEqualTo("2027-02-01T00:00:00Z");
        // 39.9 x 15 / 31 = 19.3064..., and 150,000,000 x 15 / 31 rounded up to 10^-18.
        assertThat(plan.at("period.fee")).isEqualTo("19.31");
        assertThat(plan.at("period.included")).isEqualTo("72580645.161290322580645162");
    }
}
