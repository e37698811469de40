package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Budget;
import io.tokengrid.ledger.BudgetPeriod;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import io.tokengrid.upstream.ServedCall.Outcome;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Who may call with which money (exactness B1, B4, B6).
class MoneyTest {
    /// Only output has a price: a call of 10 tokens holds and costs 0.00002.
    private static final TestModel OUTPUT_ONLY =
            TestModel.standard().priced("0", "2").maxOutput(10);

    private static final String TEN = "\"max_tokens\":10,\"upstream\":{\"tokens\":10}";

    private GatewayFixture grid = GatewaySetup.standard().start();

    @AfterEach
    void stop() {
        grid.close();
    }

    private void restart(GatewaySetup setup) {
        grid.close();
        grid = setup.model("demo", OUTPUT_ONLY).start();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(GatewayClient.code(answer)).isEqualTo(code);
        if (status == 429) {
            assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
            assertThat(answer.headers().firstValue("x-should-retry")).isEmpty();
        } else {
            assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        }
    }

    @Test
    void a_wallet_that_cannot_pay_is_told_not_to_retry() {
        restart(GatewaySetup.standard().topUp("0.00003"));

        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
        assertRefused(grid.client().chat(TEN), 402, "insufficient_balance");
        assertThat(grid.organization().available()).isEqualTo(Money.parse("0.00001"));
        grid.topUp("0.00001", "more");
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
        assertThat(grid.organization().available()).isEqualTo(Money.ZERO);
    }

    @Test
    void a_smaller_limit_makes_a_smaller_hold() {
        restart(GatewaySetup.standard().topUp("0.00001"));

        assertRefused(
                grid.client().chat("\"upstream\":{\"tokens\":5}"), 402, "insufficient_balance");
        var answer = grid.client().chat("\"max_tokens\":5,\"upstream\":{\"tokens\":5}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(grid.organization().available()).isEqualTo(Money.ZERO);
    }

    @Test
    void a_postpaid_organization_goes_down_to_its_limit() {
        restart(GatewaySetup.standard().billing(Billing.POSTPAID).creditLimit("0.00004"));

        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
        assertRefused(grid.client().chat(TEN), 402, "insufficient_balance");
        assertThat(grid.organization().available()).isEqualTo(Money.parse("-0.00004"));
    }

    @Test
    void an_internal_organization_needs_a_budget() {
        restart(GatewaySetup.standard().billing(Billing.INTERNAL));
        assertRefused(grid.client().chat(TEN), 403, "no_budget");
        grid.budget(new Budget(null, new TokenCount(1_000), BudgetPeriod.DAY, true));

        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
    }

    @Test
    void an_internal_organization_may_be_unlimited() {
        restart(GatewaySetup.standard().billing(Billing.INTERNAL).unlimited());

        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
    }

    @Test
    void a_hard_budget_of_money_refuses() {
        restart(GatewaySetup.standard());
        grid.budget(new Budget(Money.parse("0.00003"), null, BudgetPeriod.MONTH, true));

        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
        assertRefused(grid.client().chat(TEN), 402, "budget_exceeded");
    }

    @Test
    void a_soft_budget_only_informs() {
        restart(GatewaySetup.standard());
        grid.budget(new Budget(Money.parse("0.00003"), null, BudgetPeriod.MONTH, false));

        grid.client().chat(TEN);
        assertThat(grid.client().chat(TEN).statusCode()).isEqualTo(200);
    }

    @Test
    void a_call_waits_for_money_that_an_open_call_holds() {
        restart(GatewaySetup.standard().topUp("0.00003"));
        var first = start("\"max_tokens\":10,\"upstream\":{\"tokens\":5,\"delay_ms\":400}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);

        var second = grid.client().chat(TEN);

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(grid.organization().available()).isEqualTo(Money.ZERO);
    }

    @Test
    void a_call_that_waited_in_vain_is_told_to_come_again() {
        restart(
                GatewaySetup.standard()
                        .topUp("0.00002")
                        .options(o -> Options.holdWait(o, Duration.ofMillis(50))));
        var first = start("\"max_tokens\":10,\"upstream\":{\"tokens\":10,\"delay_ms\":2000}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);

        assertRefused(grid.client().chat(TEN), 429, "balance_held");
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertRefused(grid.client().chat(TEN), 402, "insufficient_balance");
    }

    @Test
    void a_held_budget_says_so() {
        restart(GatewaySetup.standard().options(o -> Options.holdWait(o, Duration.ofMillis(50))));
        grid.budget(new Budget(Money.parse("0.00002"), null, BudgetPeriod.MONTH, true));
        var first = start("\"max_tokens\":10,\"upstream\":{\"tokens\":10,\"delay_ms\":2000}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);

        assertRefused(grid.client().chat(TEN), 429, "budget_held");
        first.join();
    }

    @Test
    void those_who_wait_are_served_in_the_order_in_which_they_came() throws IOException {
        restart(GatewaySetup.standard().topUp("0.0001"));
        var first =
                start("\"max_tokens\":10,\"n\":5,\"upstream\":{\"tokens\":1,\"delay_ms\":1000}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);
        List<RawClient> waiting = new ArrayList<>();
        // Each needs all that the first leaves, so only one at a time is served. Each comes in one
        // piece: once it is open, it has asked before the next one does.
        for (int i = 0; i < 4; i++) {
            int came = i;
            var client = RawClient.to(grid);
            waiting.add(client);
            client.post(
                    GatewayClient.body(
                            "\"max_tokens\":" + (45 - i * 10) + ",\"upstream\":{\"tokens\":1}"),
                    "x-tokengrid-tags: came=" + i);
            Await.until("it waits", () -> grid.gateway().open() == came + 2);
        }
        first.join();
        for (RawClient client : waiting) {
            assertThat(client.answer().status()).isEqualTo(200);
            client.close();
        }

        assertThat(grid.calls().subList(1, 5))
                .extracting(call -> call.admitted().call().tags().get("came"))
                .containsExactly("0", "1", "2", "3");
    }

    @Test
    void a_client_that_leaves_while_it_waits_costs_nothing() throws Exception {
        restart(GatewaySetup.standard().topUp("0.00002"));
        var first = start("\"max_tokens\":10,\"upstream\":{\"tokens\":1,\"delay_ms\":600}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);
        try (var socket = RawClient.to(grid)) {
            socket.post(GatewayClient.body(TEN));
            Await.until("the second waits", () -> grid.gateway().open() == 2);
        }
        Await.until("the second is gone", () -> grid.gateway().open() == 1);
        first.join();

        assertThat(grid.calls()).hasSize(1);
    }

    @Test
    void an_overrun_is_charged_as_far_as_the_wallet_bears_it() {
        grid.close();
        grid =
                GatewaySetup.standard()
                        .model("demo", TestModel.standard().priced("1", "0"))
                        .topUp("0.0002")
                        .start();
        // The provider counts far more input than the request has bytes.
        var answer = grid.client().chat("\"upstream\":{\"tokens\":1,\"usage_percent\":10000}");

        var posted = grid.settled(answer).change();
        assertThat(posted.charge()).isEqualTo(Money.parse("0.0002"));
        assertThat(posted.extra().plus(grid.call(answer).admitted().change().amount()))
                .isEqualTo(Money.parse("0.0002"));
        assertThat(grid.organization().available()).isEqualTo(Money.ZERO);
    }

    @Test
    void an_absorbed_overrun_is_the_platforms_loss() {
        grid.close();
        grid =
                GatewaySetup.standard()
                        .model("demo", TestModel.standard().priced("1", "0"))
                        .overrun(OverrunPolicy.ABSORB)
                        .start();
        var answer = grid.client().chat("\"upstream\":{\"tokens\":1,\"usage_percent\":10000}");

        var posted = grid.settled(answer).change();
        assertThat(posted.extra()).isEqualTo(Money.ZERO);
        assertThat(posted.overrun().isPositive()).isTrue();
    }

    @Test
    void a_thousand_clients_that_retry_spend_a_wallet_to_exactly_zero() throws Exception {
        int payable = 700;
        restart(GatewaySetup.standard().topUp("0.014"));
        var served = ConcurrentHashMap.<String>newKeySet();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> results =
                    IntStream.range(0, 1_000)
                            .mapToObj(i -> clients.submit(() -> callUntilDecided(served)))
                            .toList();
            int ok = 0;
            for (Future<Integer> result : results) {
                int status = result.get();
                assertThat(status).isIn(200, 402);
                ok += status == 200 ? 1 : 0;
            }
            assertThat(ok).isEqualTo(payable);
        }

        assertThat(served).hasSize(payable);
        assertThat(grid.organization().available()).isEqualTo(Money.ZERO);
        assertThat(grid.organization().held()).isEqualTo(Money.ZERO);
        assertThat(grid.calls()).allMatch(call -> call.settled() != null).hasSize(payable);
        assertThat(grid.upstream().served().awaitIdle(Duration.ofMinutes(1))).isTrue();
        assertThat(grid.upstream().served().sum(Outcome.COMPLETED).calls()).isEqualTo(payable);
    }

    private int callUntilDecided(Set<String> served) {
        while (true) {
            var answer = grid.client().chat(TEN);
            if (answer.statusCode() == 200) {
                served.add(answer.headers().firstValue("x-tokengrid-call").orElseThrow());
            }
            if (answer.headers().firstValue("retry-after").isEmpty()) {
                return answer.statusCode();
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> start(String fields, String... headers) {
        return grid.client().start(grid.client().request(GatewayClient.body(fields), headers));
    }

    @Test
    void only_so_many_calls_wait() {
        restart(GatewaySetup.standard().topUp("0.00002").waiting(1));
        var first = start("\"max_tokens\":10,\"upstream\":{\"tokens\":1,\"delay_ms\":1000}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);
        var second = start("\"max_tokens\":9,\"upstream\":{\"tokens\":1}");
        Await.until("the second waits", () -> grid.gateway().open() == 2);

        assertRefused(grid.client().chat(TEN), 429, "balance_held");
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
    }

    @Test
    void where_nobody_may_wait_the_next_call_is_served_all_the_same() {
        restart(GatewaySetup.standard().topUp("0.00002").waiting(0));
        var first = start("\"max_tokens\":10,\"upstream\":{\"tokens\":1,\"delay_ms\":500}");
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);

        assertRefused(grid.client().chat(TEN), 429, "balance_held");
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(grid.client().chat("\"max_tokens\":9,\"upstream\":{\"tokens\":1}").statusCode())
                .isEqualTo(200);
    }

    @Test
    void limits_beyond_counting_are_refused() {
        grid.close();
        grid =
                GatewaySetup.standard()
                        .model(
                                "demo",
                                TestModel.standard()
                                        .priced("0", "0")
                                        .maxOutput(5)
                                        .contextWindow(Long.MAX_VALUE))
                        .start();
        String video = "{\"type\":\"video_url\",\"video_url\":{\"url\":\"http://x\"}}";

        assertRefused(
                grid.client()
                        .post(
                                "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":["
                                        + video
                                        + "]}]}"),
                400,
                "invalid_request");
    }
}
