package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.CallState;
import io.tokengrid.storage.postgres.FoldStatus.State;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CallId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FoldTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    @TempDir Path folder;

    private interface Story {
        void tell(FoldedNode node, RandomGenerator random) throws Exception;
    }

    private void play(Story story) {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        story.tell(node, random);
                    }
                });
    }

    @Test
    void every_call_is_read_back_exactly() {
        play((node, random) -> {
            var traffic = node.traffic(random).begin(4);
            try (Fold fold = node.fold()) {
                traffic.steps(2_000);
                FoldedNode.await(fold, traffic.durable());
                requireSame(node.views(fold), traffic.calls());
            }
        });
    }

    @Test
    void a_fold_goes_on_where_the_last_one_stopped_open_calls_and_all() {
        play((node, random) -> {
            var traffic = node.traffic(random).begin(3);
            for (int round = 0; round < 5; round++) {
                traffic.steps(random.nextInt(300));
                node.folded(traffic);
            }
            requireSame(node.folded(traffic), traffic.calls());
        });
    }

    @Test
    void calls_that_a_restart_of_the_node_ended_are_folded_as_ended() {
        play((node, random) -> {
            var before = node.traffic(random).begin(3).steps(500);
            node.folded(before);
            node.restart();
            var after = node.traffic(random);
            Map<CallId, CallRecord> calls = after.calls();
            requireSame(node.folded(after), calls);
            assertThat(calls.values()).noneMatch(call -> call.state() == CallState.OPEN);
            assertThat(node.schema.column("SELECT * FROM open_calls")).isEmpty();
        });
    }

    @Test
    void every_day_of_admission_has_its_partition_and_the_next_one_is_there() {
        play((node, random) -> {
            node.folded(node.traffic(random).begin(2).steps(2_000));

            assertThat(
                            node.schema.column(
                                    """
                                    SELECT inhrelid::regclass::text FROM pg_inherits
                                    WHERE inhparent = 'calls'::regclass
                                    """))
                    .contains("calls_2026_11_21", "calls_2026_11_22", "calls_2026_11_23");
            assertThat(node.schema.column("SELECT DISTINCT tableoid::regclass FROM calls"))
                    .contains("calls_2026_11_21", "calls_2026_11_22");
            assertThat(
                            node.schema.column(
                                    """
                                    SELECT count(*) FROM calls
                                    WHERE tableoid::regclass::text
                                      <> to_char(admitted_at AT TIME ZONE 'UTC', '"calls_"YYYY_MM_DD')
                                    """))
                    .containsExactly("0");
        });
    }

    @Test
    void a_database_that_is_away_is_waited_for() {
        play((node, random) -> {
            var away = new AtomicBoolean(true);
            var traffic = node.traffic(random).begin(2).steps(300);
            try (Fold fold =
                    node.fold(() -> {
                        if (away.get()) {
                            throw new SQLException("nobody is there");
                        }
                        return node.schema.database().connection();
                    })) {
                while (fold.status().state() != State.AWAY) {
                    Thread.onSpinWait();
                }
                assertThat(fold.status().lastError()).isEqualTo("nobody is there");
                assertThat(fold.status().lagFacts()).isPositive();
                traffic.steps(100);
                away.set(false);
                FoldedNode.await(fold, traffic.durable());
                assertThat(fold.status().lagFacts()).isZero();
                assertThat(fold.status().lastError()).isNull();
            }
        });
    }

    @Test
    void two_folds_of_one_journal_fold_every_fact_once() {
        play((node, random) -> {
            var traffic = node.traffic(random).begin(3);
            try (Fold one = node.fold();
                    Fold other = node.fold()) {
                traffic.steps(1_000);
                long last = traffic.durable();
                FoldedNode.await(one, last);
                FoldedNode.await(other, last);
                requireSame(node.views(one), traffic.calls());
            }
        });
    }

    @Test
    void a_database_of_another_history_stops_the_fold_by_name() {
        play((node, random) -> {
            node.folded(node.traffic(random).begin(2).steps(200));
            try (FoldedNode other = FoldedNode.in(folder, DATABASE)) {
                other.traffic(random).begin(2).steps(2_000).durable();
                try (Fold fold = other.fold(node.schema.database()::connection)) {
                    assertThat(fold.awaitFolded(Long.MAX_VALUE, FoldedNode.PATIENCE)).isFalse();
                    assertThat(fold.status().state()).isEqualTo(State.STOPPED);
                    assertThat(fold.status().lastError())
                            .contains("JournalDiverged")
                            .contains("another history");
                }
            }
        });
    }

    /// The views have these calls and no others, and each is found by its state.
    static void requireSame(Views views, Map<CallId, CallRecord> expected) {
        for (var call : expected.entrySet()) {
            assertThat(views.call(call.getKey())).isEqualTo(call.getValue());
        }
        assertThat(all(views, null)).containsExactlyInAnyOrderElementsOf(expected.values());
        for (CallState state : CallState.values()) {
            assertThat(all(views, state))
                    .containsExactlyInAnyOrderElementsOf(
                            expected.values().stream()
                                    .filter(call -> call.state() == state)
                                    .toList());
        }
    }

    private static List<CallRecord> all(Views views, @Nullable CallState state) {
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
