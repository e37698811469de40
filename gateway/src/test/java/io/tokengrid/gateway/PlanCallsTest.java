package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.LedgerFact.UnderPlan;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.ledger.SubscriptionView;
import io.tokengrid.rating.plan.Allowance;
import io.tokengrid.rating.plan.AtEnd;
import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.rating.plan.Cycle;
import io.tokengrid.rating.plan.PlanOffer;
import io.tokengrid.rating.plan.Proration;
import io.tokengrid.rating.plan.UnitRate;
import io.tokengrid.rating.plan.Weights;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls under a plan over HTTP. Only output has a weight and a price: a call of 10 tokens holds
/// and takes 10 units, or holds and costs 0.00002.
class PlanCallsTest {
    private static final String TEN = "\"max_tokens\":10,\"upstream\":{\"tokens\":10}";
    private static final Weights OUTPUT_ALONE =
            new Weights(List.of(rule("output", Rational.ONE), rule("input", Rational.ZERO)));

    private final GatewayFixture grid =
            GatewaySetup.standard()
                    .model("demo", TestModel.standard().priced("0", "2").maxOutput(10))
                    .model("long", TestModel.standard().priced("0", "2").maxOutput(40).holdStep(10))
                    .topUp("10.00")
                    .options(o -> Options.holdWait(o, Duration.ofSeconds(5)))
                    .start();

    @AfterEach
    void stop() {
        List<LedgerInvariants.Violation> wrong =
                grid.node().read(state -> LedgerInvariants.check(state.ledger()));
        assertThat(wrong).isEmpty();
        grid.close();
    }

    private static Weights.Rule rule(String meter, Rational weight) {
        return new Weights.Rule(
                Optional.empty(),
                Optional.of(meter),
                Optional.empty(),
                new UnitRate(weight, Rational.ONE, false));
    }

    private void subscribe(String included, AtEnd atEnd) {
        var offer =
                new PlanOffer(
                        "small",
                        new CurrencyCode("CNY"),
                        new PlanOffer.Every(1, Cycle.Unit.MONTH),
                        Optional.empty(),
                        Proration.DAYS,
                        Rational.parse("9.9"),
                        new Allowance(
                                "token",
                                Rational.parse(included),
                                OUTPUT_ALONE,
                                List.of(),
                                BurnOrder.DEFAULT,
                                atEnd));
        grid.account((ledger, now) ->
                ledger.decideSubscription(
                        GatewayFixture.ORGANIZATION,
                        offer.agreed(now, ZoneId.of("UTC")),
                        now,
                        "s1",
                        now));
    }

    private SubscriptionView plan() {
        return grid.node()
                .read(state ->
                        state.ledger().subscriptions(GatewayFixture.ORGANIZATION, Instant.now()))
                .getLast();
    }

    private Money drawn() {
        return plan().included() == null ? Money.ZERO : plan().included().drawn();
    }

    @Test
    void a_plan_is_drawn_to_the_last_token_and_then_it_is_exhausted() {
        subscribe("20", new AtEnd.Block());

        var first = grid.client().chat(TEN);
        var second = grid.client().chat(TEN);
        var third = grid.client().chat(TEN);

        assertThat(first.headers().firstValue("x-tokengrid-charge")).hasValue("10.00");
        assertThat(first.headers().firstValue("x-tokengrid-currency")).hasValue("units:token");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(third.statusCode()).isEqualTo(402);
        assertThat(third.body()).contains("\"code\":\"plan_exhausted\"");
        assertThat(third.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(drawn()).isEqualTo(Money.parse("20"));
        assertThat(grid.organization().available()).isEqualTo(Money.parse("0.10"));
        Fact.Settled settled = grid.settled(first);
        assertThat(settled.billed(0).sum()).isEqualTo(Money.parse("10"));
    }

    @Test
    void what_does_not_fit_is_charged_by_the_price_book_up_to_the_cap() {
        subscribe("15", new AtEnd.Overage(Optional.of(Rational.parse("0.00003"))));

        var covered = grid.client().chat(TEN);
        var above = grid.client().chat(TEN);
        var beyond = grid.client().chat(TEN);

        assertThat(covered.headers().firstValue("x-tokengrid-currency")).hasValue("units:token");
        assertThat(above.headers().firstValue("x-tokengrid-charge")).hasValue("0.00002");
        assertThat(above.headers().firstValue("x-tokengrid-currency")).hasValue("CNY");
        UnderPlan plan = grid.call(above).admitted().change().plan();
        assertThat(plan).isNotNull().extracting(UnderPlan::overage).isEqualTo(true);
        assertThat(beyond.statusCode()).isEqualTo(402);
        assertThat(beyond.body()).contains("plan_exhausted");
        assertThat(plan().overageSpent()).isEqualTo(Money.parse("0.00002"));
        assertThat(drawn()).isEqualTo(Money.parse("10"));
    }

    @Test
    void a_stream_holds_units_in_steps_and_ends_where_the_plan_does() {
        subscribe("25", new AtEnd.Block());

        var answer =
                grid.client()
                        .post(
                                """
                                {"model":"long","stream":true,"max_tokens":40,
                                 "messages":[{"role":"user","content":"Hello"}],
                                 "upstream":{"tokens":40,"chunk_tokens":1,"tokens_per_second":200}}
                                """);

        assertThat(answer.body()).contains("plan_exhausted");
        assertThat(drawn().compareTo(Money.parse("25"))).isNotPositive();
    }

    @Test
    void a_call_that_fails_gives_its_units_back() {
        subscribe("10", new AtEnd.Block());

        var answer = grid.client().chat("\"max_tokens\":10,\"upstream\":{\"status\":500}");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(drawn()).isEqualTo(Money.ZERO);
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
    }

    @Test
    void many_clients_on_one_plan_never_draw_more_than_it_includes() throws Exception {
        subscribe("205", new AtEnd.Block());
        var answers = new ArrayList<HttpResponse<String>>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<HttpResponse<String>> call = () -> grid.client().chat(TEN);
            var all = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < 60; i++) {
                all.add(clients.submit(call));
            }
            for (Future<HttpResponse<String>> one : all) {
                answers.add(one.get());
            }
        }

        long served = answers.stream().filter(answer -> answer.statusCode() == 200).count();
        assertThat(served).isEqualTo(20);
        assertThat(answers)
                .allMatch(answer ->
                        answer.statusCode() == 200
                                || answer.statusCode() == 402
                                || answer.statusCode() == 429);
        assertThat(drawn()).isEqualTo(Money.parse("200"));
    }
}
