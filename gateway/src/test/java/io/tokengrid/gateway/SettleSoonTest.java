package io.tokengrid.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.units.Money;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The end of an answer that does not wait for the disk: `durability.settle: soon` (exactness C5).
class SettleSoonTest {
    private static final String SLOW = "\"upstream\":{\"tokens\":10,\"delay_ms\":300}";

    private final GatewayFixture grid =
            GatewaySetup.standard().options(Options::settleSoon).start();
    @TempDir Path folder;

    @AfterEach
    void stop() {
        grid.close();
    }

    private CompletableFuture<HttpResponse<String>> start(String fields) {
        return grid.client().start(grid.client().request(GatewayClient.body(fields)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"upstream\":{\"tokens\":10,\"delay_ms\":300}",
                "\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                        + "\"upstream\":{\"tokens\":10,\"delay_ms\":300}"
            })
    void the_end_is_sent_before_the_settlement_is_durable(String fields) {
        var open = start(fields);
        Await.until("it holds", () -> grid.organization().openCalls() == 1);
        grid.holdUpTheDisk();

        var answer = open.join();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"usage\"");
        assertThat(grid.organization().spent()).isEqualTo(Money.parse("0.000022"));
        assertThat(grid.node().durable(grid.node().journal().lastSequence())).isFalse();
        grid.letTheDiskGo();
        assertThat(grid.settled(answer).change().charge()).isEqualTo(Money.parse("0.000022"));
    }

    @Test
    void not_even_then_is_a_byte_sent_before_the_hold_is_durable() {
        grid.holdUpTheDisk();
        var open = start("\"upstream\":{\"tokens\":10}");
        Await.until("it is settled", () -> grid.organization().spent().isPositive());

        assertThat(open).isNotDone();
        grid.letTheDiskGo();
        assertThat(open.join().statusCode()).isEqualTo(200);
    }

    @Test
    void after_a_crash_an_answer_that_was_seen_can_be_voided() throws IOException {
        var open = start(SLOW);
        Await.until("it holds", () -> grid.organization().openCalls() == 1);
        grid.holdUpTheDisk();
        assertThat(open.join().statusCode()).isEqualTo(200);
        grid.copyTo(folder);

        try (var after =
                NodeStore.open(
                        folder, 1, NodeOptions.standard(JournalOptions.small()), Instant.now())) {
            var organization =
                    after.node()
                            .read(state -> state.ledger().organizations(Instant.EPOCH))
                            .getFirst();
            assertThat(organization.openCalls()).isZero();
            assertThat(organization.held()).isEqualTo(Money.ZERO);
            assertThat(organization.spent()).isEqualTo(Money.ZERO);
            assertThat(organization.available()).isEqualTo(Money.parse("101"));
        }
    }
}
