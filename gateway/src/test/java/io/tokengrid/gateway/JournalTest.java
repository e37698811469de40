package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What clients see when the disk is slow, full or broken (exactness C2, C3).
class JournalTest {
    private final GatewayFixture grid = GatewaySetup.standard().start();

    @AfterEach
    void stop() {
        grid.close();
    }

    private CompletableFuture<HttpResponse<String>> start(String fields) {
        return grid.client().start(grid.client().request(GatewayClient.body(fields)));
    }

    private void breakTheJournal() {
        LongConsumer broken =
                _ -> {
                    throw new IllegalStateException("the disk is gone");
                };
        grid.node().journal().onDurable(broken);
        var now = Instant.now();
        grid.node()
                .account(
                        state ->
                                state.ledger()
                                        .decideTopUp(
                                                GatewayFixture.ORGANIZATION,
                                                Money.parse("1"),
                                                "last",
                                                now),
                        now);
        Await.until(
                "the failure is known",
                () ->
                        grid.client()
                                        .send(grid.client().to("/health/ready").GET().build())
                                        .statusCode()
                                == 503);
    }

    @Test
    void no_byte_of_an_answer_is_sent_before_its_hold_is_durable() throws IOException {
        grid.holdUpTheDisk();
        try (var client = RawClient.to(grid)) {
            client.post(GatewayClient.body("\"stream\":true,\"upstream\":{\"tokens\":5}"));
            Await.until("it was served", () -> grid.upstream().served().calls().size() == 1);
            assertThat(client.in().available()).isZero();
            assertThat(grid.gateway().open()).isOne();
            grid.letTheDiskGo();
            assertThat(client.readToEndOfChunks()).isPositive();
        }
        assertThat(grid.settled().result().cut()).isFalse();
    }

    @Test
    void while_the_disk_lags_new_calls_are_not_forwarded_and_get_503_after_a_while() {
        grid.holdUpTheDisk();
        var first = start("\"upstream\":{\"tokens\":5}");
        Await.until(
                "the disk lags",
                () -> grid.node().journal().oldestUnsyncedNanos(System.nanoTime()) > 30_000_000);
        grid.upstream().served().clear();

        var second = grid.client().chat("");

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(second)).isEqualTo("storage_slow");
        assertThat(grid.upstream().served().calls()).isEmpty();
        grid.letTheDiskGo();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(grid.calls())
                .filteredOn(call -> call.voided() != null)
                .singleElement()
                .satisfies(call -> assertThat(call.settled()).isNull());
    }

    @Test
    void a_call_that_waited_for_the_disk_goes_on_when_it_is_back() {
        grid.holdUpTheDisk();
        var first = start("\"upstream\":{\"tokens\":5}");
        Await.until(
                "the disk lags",
                () -> grid.node().journal().oldestUnsyncedNanos(System.nanoTime()) > 30_000_000);
        var second = start("");
        Await.until("both are open", () -> grid.gateway().open() == 2);
        grid.letTheDiskGo();

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
    }

    @Test
    void a_failed_journal_admits_nothing_and_cuts_open_calls() {
        var stream = start("\"stream\":true,\"upstream\":{\"tokens\":9,\"stall_after\":4}");
        var json = start("\"upstream\":{\"delay_ms\":60000}");
        Await.until("both are served", () -> grid.upstream().served().open() == 2);

        breakTheJournal();

        assertThat(stream).failsWithin(Duration.ofSeconds(30));
        assertThat(json).failsWithin(Duration.ofSeconds(30));
        Await.until("nothing is open", () -> grid.gateway().open() == 0);
        var refused = grid.client().chat("");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(refused)).isEqualTo("journal_failed");
    }

    @Test
    void a_call_whose_settlement_cannot_be_recorded_is_cut_not_hung() {
        var stream = start("\"stream\":true,\"upstream\":{\"tokens\":40,\"tokens_per_second\":40}");
        Await.until("it is served", () -> grid.upstream().served().open() == 1);

        breakTheJournal();

        assertThat(stream).failsWithin(Duration.ofSeconds(30));
        Await.until("nothing is open", () -> grid.gateway().open() == 0);
    }

    @Test
    void a_full_disk_refuses_before_the_provider_is_paid_and_settles_what_is_open() {
        try (var full = GatewaySetup.standard().journal(JournalOptions.small()).start()) {
            var open =
                    full.client()
                            .start(
                                    full.client()
                                            .request(
                                                    GatewayClient.body(
                                                            "\"upstream\":{\"tokens\":10,\"delay_ms\":1500}")));
            Await.until("it is served", () -> full.upstream().served().open() == 1);
            fill(full);

            var refused = full.client().chat("");

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(GatewayClient.code(refused)).isEqualTo("storage_full");
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(full.upstream().served().open()).isOne();
            var answer = open.join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(full.settled(answer).change().charge()).isEqualTo(Money.parse("0.000022"));
        }
    }

    /// Takes all room that the journal has left.
    private static void fill(GatewayFixture full) {
        var journal = full.node().journal();
        full.node()
                .read(_ -> {
                    for (int bytes = 1 << 20; bytes > 0; bytes /= 2) {
                        while (journal.reserve(1, bytes)) {
                            // As much as fits.
                        }
                    }
                    return true;
                });
    }
}
