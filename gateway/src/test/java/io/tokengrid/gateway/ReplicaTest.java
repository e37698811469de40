package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.segment.JournalPosition;
import io.tokengrid.storage.segment.ReplicaFeed;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What clients see of a replica: both waits include its acknowledgement, and without it no call is
/// taken (exactness C5).
class ReplicaTest {
    private final GatewayFixture grid = GatewaySetup.standard().start();
    private final ReplicaFeed feed = grid.node().journal().replicate();

    @AfterEach
    void stop() throws IOException {
        grid.close();
        feed.close();
    }

    /// The replica has what is synced now.
    private void acknowledge() {
        long asked = System.nanoTime();
        try {
            ReplicaFeed.Groups groups = feed.next(1 << 20);
            if (groups == null) {
                feed.inStep(asked);
            } else {
                feed.acknowledge(groups, asked);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void begin() throws IOException {
        feed.begin(JournalPosition.START);
        acknowledge();
    }

    private int ready() {
        return grid.client().send(grid.client().to("/health/ready").GET().build()).statusCode();
    }

    @Test
    void without_the_replica_no_call_is_taken() throws IOException {
        var refused = grid.client().chat("");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(refused)).isEqualTo("replica_unavailable");
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(grid.upstream().served().calls()).isEmpty();
        assertThat(ready()).isEqualTo(503);

        begin();
        assertThat(ready()).isEqualTo(200);
        feed.stop();
        assertThat(GatewayClient.code(grid.client().chat(""))).isEqualTo("replica_unavailable");
    }

    @Test
    void no_byte_is_sent_before_the_replica_has_the_hold_and_no_end_before_the_settlement()
            throws IOException {
        begin();
        try (var client = RawClient.to(grid)) {
            client.post(
                    GatewayClient.body(
                            "\"stream\":true,\"upstream\":{\"tokens\":5,\"delay_ms\":200}"));
            Await.until("it is served", () -> grid.upstream().served().calls().size() == 1);
            Await.until("it is settled", () -> grid.organization().spent().isPositive());
            assertThat(client.in().available()).as("the hold").isZero();

            grid.node().journal().wake();
            feed.acknowledge(Objects.requireNonNull(feed.next(1)), System.nanoTime());
            Await.until("it begins", () -> available(client) > 0);
            assertThat(grid.gateway().open()).as("the settlement").isOne();

            Await.until(
                    "the rest is acknowledged",
                    () -> {
                        acknowledge();
                        return grid.gateway().open() == 0;
                    });
            assertThat(client.readToEndOfChunks()).isPositive();
        }
        acknowledge();
        assertThat(grid.organization().held()).isEqualTo(Money.ZERO);
    }

    private static int available(RawClient client) {
        try {
            return client.in().available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_call_that_waited_for_the_replica_is_refused_without_a_charge() throws IOException {
        begin();
        // Synced, and not acknowledged.
        grid.node()
                .account(
                        state ->
                                state.ledger()
                                        .decideTopUp(
                                                GatewayFixture.ORGANIZATION,
                                                Money.parse("1"),
                                                "unacknowledged",
                                                Instant.now()),
                        Instant.now());
        Await.until(
                "it lags",
                () -> grid.node().journal().oldestUnsyncedNanos(System.nanoTime()) > 30_000_000);

        var refused = grid.client().chat("");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(GatewayClient.code(refused)).isEqualTo("replica_unavailable");
        assertThat(grid.upstream().served().calls()).isEmpty();
        Await.until("its hold is free", () -> grid.organization().held().equals(Money.ZERO));
        assertThat(grid.organization().spent()).isEqualTo(Money.ZERO);
    }
}
