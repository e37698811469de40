package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CallId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FoldTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final int NODE = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Instant BEGIN = Instant.parse("2026-11-21T22:00:00.123456789Z");

    @TempDir Path folder;
    private FreshSchema schema;
    private NodeStore store;

    @BeforeEach
    void open() throws Exception {
        schema = FreshSchema.in(DATABASE);
        store = NodeStore.open(folder, NODE, JournalOptions.small(), OverrunPolicy.CHARGE, BEGIN);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        schema.close();
    }

    private Fold fold() {
        return Fold.start(
                store.node().journal(),
                NODE,
                schema.database()::connection,
                new FoldOptions(200, 1 << 20, Duration.ofMillis(5), Duration.ofMillis(100)),
                InstantSource.system());
    }

    private Views views(Fold fold) {
        return new Views(schema.database()::connection, fold, NODE);
    }

    @Test
    void every_call_is_read_back_exactly() throws Exception {
        Seeds.play(
                1,
                random -> {
                    try (Fold fold = fold()) {
                        var traffic =
                                new Traffic(store.node(), random, BEGIN, Duration.ofSeconds(20))
                                        .begin(4);
                        traffic.steps(3_000);
                        assertThat(fold.awaitFolded(traffic.durable(), PATIENCE))
                                .as(() -> fold.status().toString())
                                .isTrue();
                        Map<CallId, CallRecord> expected = traffic.calls();
                        Views views = views(fold);
                        for (var entry : expected.entrySet()) {
                            assertThat(views.call(entry.getKey())).isEqualTo(entry.getValue());
                        }
                        assertThat(all(views, null))
                                .containsExactlyInAnyOrderElementsOf(expected.values());
                        for (CallState state : CallState.values()) {
                            assertThat(all(views, state))
                                    .containsExactlyInAnyOrderElementsOf(
                                            expected.values().stream()
                                                    .filter(call -> call.state() == state)
                                                    .toList());
                        }
                    }
                });
    }

    private static List<CallRecord> all(
            Views views, @org.jspecify.annotations.Nullable CallState state) {
        List<CallRecord> all = new ArrayList<>();
        CallQuery.Cursor after = null;
        do {
            CallPage page = views.calls(new CallQuery(null, null, state, null, null, after, 97));
            all.addAll(page.calls());
            after = page.next();
        } while (after != null);
        return all;
    }
}
