package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.gateway.GatewaySetup.TestModel;
import io.tokengrid.journal.Fact;
import io.tokengrid.ledger.LedgerInvariants;
import io.tokengrid.metering.TokenCounters;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Streams whose hold grows by steps (exactness B7). Only output has a price: 0.000002 a token.
class SteppedHoldTest {
    private static final String STREAM = "\"stream\":true,\"upstream\":{\"seed\":7,\"tokens\":";

    @TempDir Path folder;
    private GatewayFixture grid = with("0.004");

    @AfterEach
    void stop() {
        grid.close();
    }

    /// The ceiling of a call is 4,000 tokens, 0.008; it holds 100 tokens at a time.
    private static GatewayFixture with(String topUp) {
        return GatewaySetup.standard()
                .model("demo", TestModel.standard().priced("0", "2").maxOutput(4_000).holdStep(100))
                .topUp(topUp)
                .start();
    }

    private void restart(String topUp) {
        grid.close();
        grid = with(topUp);
    }

    private List<Money> steps() {
        return grid.facts().stream()
                .filter(Fact.Grown.class::isInstance)
                .map(fact -> ((Fact.Grown) fact).change().amount())
                .toList();
    }

    private static String text(HttpResponse<String> answer) {
        return GatewayClient.text(GatewayClient.chunks(answer));
    }

    @Test
    void a_stream_holds_step_by_step_and_is_charged_what_it_used() {
        var answer = grid.client().chat(STREAM + "200,\"tokens_per_second\":1000}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n");
        var settled = grid.settled(answer);
        assertThat(settled.change().charge()).isEqualTo(Money.parse("0.0004"));
        assertThat(settled.change().extra().plus(settled.change().overrun())).isEqualTo(Money.ZERO);
        assertThat(steps()).hasSizeGreaterThan(1).isSorted();
        assertThat(grid.call(answer).admitted().change().amount()).isEqualTo(steps().getLast());
        assertThat(grid.call(answer).admitted().call().outputBound().value()).isEqualTo(100);
        assertThat(grid.organization().available()).isEqualTo(Money.parse("0.0036"));
        assertThat(grid.organization().held()).isEqualTo(Money.ZERO);
    }

    @Test
    void what_is_no_stream_holds_its_ceiling() {
        var answer = grid.client().chat("\"upstream\":{\"tokens\":10}");

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(GatewayClient.code(answer)).isEqualTo("insufficient_balance");
    }

    @Test
    void a_stream_whose_hold_cannot_grow_is_cut_and_charged_what_the_client_got() {
        restart("0.001");

        var answer = grid.client().chat(STREAM + "1000,\"tokens_per_second\":2000}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"insufficient_balance\"")
                .contains("What came so far is charged.");
        var call = grid.call(answer);
        var settled = grid.settled(answer);
        String given = text(answer);
        long held = call.admitted().change().tokens().value();
        long counted = TokenCounters.shipped().forFamily("o200k").count(given).value();
        assertThat(counted).isPositive().isLessThanOrEqualTo(500);
        assertThat(held).isGreaterThanOrEqualTo(counted);
        assertThat(settled.change().charge()).isEqualTo(Money.product(2_000_000_000_000L, counted));
        assertThat(settled.result().cut()).isTrue();
        assertThat(settled.result().finishReason()).isNull();
        assertThat(settled.result().attempts().getLast().failure()).isEqualTo("hold_ended");
        assertThat(settled.change().overrun()).isEqualTo(Money.ZERO);
        assertThat(grid.organization().held()).isEqualTo(Money.ZERO);
        assertThat(grid.organization().available())
                .isEqualTo(Money.parse("0.001").minus(settled.change().charge()));
    }

    @Test
    void what_came_and_was_not_given_is_the_platforms_cost() {
        restart("0.0003");

        // All at once: more than the wallet can hold for comes in one piece.
        var answer = grid.client().chat(STREAM + "1000,\"chunk_tokens\":500}");

        var settled = grid.settled(answer);
        assertThat(answer.body()).contains("\"insufficient_balance\"");
        assertThat(settled.change().beyond()).isNotNull();
        assertThat(settled.change().charge()).isLessThanOrEqualTo(Money.parse("0.0003"));
    }

    @Test
    void a_stream_waits_for_money_that_another_call_holds() {
        restart("0.01");
        var first =
                grid.client()
                        .start(
                                grid.client()
                                        .request(
                                                GatewayClient.body(
                                                        "\"upstream\":{\"tokens\":10,\"delay_ms\":1500}")));
        Await.until("the first holds", () -> grid.organization().openCalls() == 1);
        grid.account((ledger, now) ->
                ledger.decideAdjustment(
                        GatewayFixture.ORGANIZATION, Money.parse("-0.0016"), "less", "a", now));

        var second = grid.client().chat(STREAM + "200,\"tokens_per_second\":2000}");

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.body()).endsWith("data: [DONE]\n\n");
        assertThat(grid.settled(second).change().charge()).isEqualTo(Money.parse("0.0004"));
    }

    @Test
    void no_token_is_given_before_its_step_is_durable() throws IOException {
        try (var client = RawClient.to(grid)) {
            client.post(GatewayClient.body(STREAM + "200,\"tokens_per_second\":400}"));
            Await.until("a step is durable", () -> !steps().isEmpty());
            grid.holdUpTheDisk();
            Await.until(
                    "a step is decided that is not durable",
                    () -> grid.organization().held().compareTo(lastDurable()) > 0);
            byte[] came = client.in().readNBytes(client.in().available());
            String given =
                    GatewayClient.payloads(new String(came, StandardCharsets.UTF_8)).stream()
                            .filter(payload -> payload.contains("\"content\":\""))
                            .map(payload -> payload.replaceAll(".*\"content\":\"(.*?)\".*", "$1"))
                            .reduce("", String::concat);
            long counted = TokenCounters.shipped().forFamily("o200k").count(given).value();
            assertThat(Money.product(2_000_000_000_000L, counted))
                    .isLessThanOrEqualTo(lastDurable());
            grid.letTheDiskGo();
            assertThat(client.readToEndOfChunks()).isPositive();
        }
        assertThat(grid.settled().change().charge()).isEqualTo(Money.parse("0.0004"));
    }

    private Money lastDurable() {
        return steps().getLast();
    }

    @Test
    void a_crash_between_steps_ends_the_call_within_what_it_held() throws Exception {
        var open =
                grid.client()
                        .open(
                                grid.client()
                                        .request(
                                                GatewayClient.body(
                                                        STREAM + "200,\"stall_after\":60}")));
        Await.until(
                "it is marked and has grown",
                () ->
                        !steps().isEmpty()
                                && grid.facts().stream().anyMatch(SteppedHoldTest::marksOutput));
        grid.copyTo(folder);
        Money held = steps().getLast();
        open.body().close();
        grid.gateway().cut();

        try (var after =
                NodeStore.open(
                        folder, 1, NodeOptions.standard(JournalOptions.small()), Instant.now())) {
            after.node()
                    .read(state -> {
                        assertThat(LedgerInvariants.check(state.ledger())).isEmpty();
                        var organization = state.ledger().organizations(Instant.EPOCH).getFirst();
                        assertThat(organization.openCalls()).isZero();
                        assertThat(organization.held()).isEqualTo(Money.ZERO);
                        assertThat(organization.spent()).isBetween(Money.ofAttos(1), held);
                        return true;
                    });
        }
    }

    /// The first mark may come before the first word.
    private static boolean marksOutput(Fact fact) {
        return fact instanceof Fact.Marked mark && mark.output().value() > 0;
    }
}
