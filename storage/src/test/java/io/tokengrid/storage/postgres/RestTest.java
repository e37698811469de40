package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.RestOptions;
import io.tokengrid.storage.RestRounds;
import io.tokengrid.storage.Rounds;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.storage.WakeOutcome;
import io.tokengrid.storage.postgres.BalanceCheck.Outcome;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Exactness D3 with a real PostgreSQL.
class RestTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    private static final Duration LATER = Duration.ofDays(2);

    @TempDir Path folder;

    /// Waits until everybody who can rests, and answers what their organizations were before.
    private static Map<OrganizationId, OrganizationView> allRest(
            Node node, Fold fold, Traffic traffic) {
        traffic.endAll().durable();
        var before = new HashMap<OrganizationId, OrganizationView>();
        Instant later = traffic.now.plus(LATER);
        node.lapse(later);
        node.read(state -> {
            state.ledger().organizations(later).forEach(view -> before.put(view.id(), view));
            return state;
        });
        InstantSource muchLater = () -> traffic.now.plus(LATER);
        try (Rounds _ =
                RestRounds.start(
                        node,
                        () -> fold.status().folded(),
                        new RestOptions(0, Duration.ofMinutes(10)),
                        muchLater)) {
            until(() -> node.active() == 0);
        }
        return before;
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + FoldedNode.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true in time");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static WakeOutcome wake(Node node, OrganizationId id) {
        var outcome = new CompletableFuture<WakeOutcome>();
        node.wakes().wake(new WakeBy.Organization(id), outcome::complete);
        return outcome.join();
    }

    private static void begin(FoldedNode node, Connections connections, Traffic traffic) {
        node.node()
                .wakes()
                .begin(
                        new RestingRows(connections, FoldedNode.NUMBER),
                        1_000,
                        () -> traffic.now.plus(LATER));
    }

    @Test
    void organizations_rest_wake_call_and_rest_again_and_the_books_agree() {
        Seeds.play(
                2,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE);
                            Fold fold = node.fold()) {
                        var traffic = node.traffic(random).begin(5).steps(300);
                        begin(node, node.schema.database()::connection, traffic);
                        var check = new BalanceCheck(node.node(), node.views(fold));
                        for (int turn = 0; turn < 3; turn++) {
                            var before = allRest(node.node(), fold, traffic);
                            equal(check.runFull(FoldedNode.PATIENCE), "5 organizations at rest");
                            equal(check.run(FoldedNode.PATIENCE), "accounts after fact");
                            assertThat(node.schema.column("SELECT count(*) FROM resting"))
                                    .containsExactly("5");
                            for (OrganizationId id : traffic.organizations) {
                                assertThat(wake(node.node(), id))
                                        .isEqualTo(new WakeOutcome.Awake());
                                OrganizationView after =
                                        node.node()
                                                .read(state ->
                                                        state.ledger()
                                                                .organization(
                                                                        id,
                                                                        traffic.now.plus(LATER)));
                                assertThat(after).isEqualTo(before.get(id));
                            }
                            traffic.now = traffic.now.plus(LATER);
                            traffic.steps(200);
                            equal(check.runFull(FoldedNode.PATIENCE), "accounts after fact");
                            assertThat(node.store().replayGivesSameState(FoldedNode.PATIENCE))
                                    .isTrue();
                        }
                    }
                });
    }

    private static void equal(BalanceCheck.Finding found, String figure) {
        assertThat(found.outcome()).as(found.figure()).isEqualTo(Outcome.EQUAL);
        assertThat(found.figure()).contains(figure);
    }

    @Test
    void some_rest_and_some_do_not_and_the_books_agree_while_the_views_lag() {
        Seeds.play(
                2,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(6).steps(200);
                        begin(node, node.schema.database()::connection, traffic);
                        Views views;
                        try (Fold fold = node.fold()) {
                            views = node.views(fold);
                            allRest(node.node(), fold, traffic);
                        }
                        for (OrganizationId id : traffic.organizations.subList(0, 3)) {
                            wake(node.node(), id);
                        }
                        traffic.only(traffic.organizations.subList(0, 3));
                        traffic.now = traffic.now.plus(LATER);
                        traffic.steps(200);

                        var check = new BalanceCheck(node.node(), views);
                        equal(check.run(FoldedNode.PATIENCE), "accounts after fact");
                        equal(
                                check.runFull(FoldedNode.PATIENCE),
                                "3 organizations at rest, each compared");
                    }
                });
    }

    @Test
    void a_state_at_rest_that_was_changed_is_found_by_name_and_does_not_come_back() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE);
                            Fold fold = node.fold()) {
                        var traffic = node.traffic(random).begin(2).steps(200);
                        begin(node, node.schema.database()::connection, traffic);
                        allRest(node.node(), fold, traffic);
                        OrganizationId id = traffic.organizations.getFirst();
                        change(
                                node,
                                "ALTER TABLE resting DROP CONSTRAINT resting_check;"
                                        + "UPDATE resting SET image = set_byte(image, 40, 200)"
                                        + " WHERE organization = "
                                        + id.value());

                        var found =
                                new BalanceCheck(node.node(), node.views(fold))
                                        .runFull(FoldedNode.PATIENCE);
                        assertThat(found.outcome()).isEqualTo(Outcome.DIFFERENT);
                        assertThat(found.figure()).contains(id + " in table resting is damaged");
                        assertThat(wake(node.node(), id))
                                .isInstanceOfSatisfying(
                                        WakeOutcome.Unavailable.class,
                                        no -> assertThat(no.why()).contains(id.toString()));
                        assertThat(wake(node.node(), traffic.organizations.get(1)))
                                .isEqualTo(new WakeOutcome.Awake());
                    }
                });
    }

    @Test
    void the_schema_refuses_a_row_that_is_not_what_was_kept() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE);
                            Fold fold = node.fold()) {
                        var traffic = node.traffic(random).begin(1).steps(50);
                        allRest(node.node(), fold, traffic);

                        org.assertj.core.api.Assertions.assertThatThrownBy(() ->
                                        change(node, "UPDATE resting SET position = position + 1"))
                                .hasMessageContaining("resting");
                    }
                });
    }

    private static void change(FoldedNode node, String sql) throws SQLException {
        try (Connection connection = node.schema.database().connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// An older database: the fold begins before the rest horizon and writes the rows once more.
    @Test
    void with_an_older_database_nobody_comes_back_until_it_is_folded_past_the_horizon() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(3).steps(200);
                        try (Fold fold = node.fold()) {
                            allRest(node.node(), fold, traffic);
                        }
                        FreshSchema older = FreshSchema.in(DATABASE);
                        begin(node, older.database()::connection, traffic);
                        OrganizationId id = traffic.organizations.getFirst();

                        assertThat(wake(node.node(), id))
                                .isInstanceOfSatisfying(
                                        WakeOutcome.Unavailable.class,
                                        no -> assertThat(no.why()).contains("the rest horizon"));

                        try (Fold fold = node.fold(older.database()::connection)) {
                            FoldedNode.await(fold, traffic.durable());
                            until(() -> wake(node.node(), id) instanceof WakeOutcome.Awake);
                        }
                        older.close();
                    }
                });
    }

    @Test
    void a_killed_server_keeps_who_rests_away_and_nobody_else_and_gives_them_back() {
        Seeds.play(
                1,
                random -> {
                    Path postgres = Files.createTempDirectory(folder, "postgres");
                    TestFolders.letOthersPass(postgres);
                    try (LateDatabase own =
                                    LateDatabase.start(
                                            new DatabaseConfig.Embedded(postgres.resolve("data")));
                            FoldedNode node = FoldedNode.in(folder, DATABASE);
                            Fold fold = node.fold(own)) {
                        var traffic = node.traffic(random).begin(4).steps(200);
                        begin(node, own, traffic);
                        allRest(node.node(), fold, traffic);
                        List<OrganizationId> all = List.copyOf(traffic.organizations);
                        assertThat(wake(node.node(), all.getFirst()))
                                .isEqualTo(new WakeOutcome.Awake());

                        kill(postgres.resolve("data"));

                        assertThat(wake(node.node(), all.get(1)))
                                .isInstanceOfSatisfying(
                                        WakeOutcome.Unavailable.class,
                                        no -> assertThat(no.why()).contains("away"));
                        traffic.only(all.subList(0, 1));
                        traffic.now = traffic.now.plus(LATER);
                        long before = node.node().journal().lastSequence();
                        traffic.steps(100);
                        assertThat(node.node().journal().lastSequence()).isGreaterThan(before);

                        until(() -> wake(node.node(), all.get(1)) instanceof WakeOutcome.Awake);
                        FoldedNode.await(fold, traffic.endAll().durable());
                        var check = new BalanceCheck(node.node(), new Views(own, fold, 3));
                        equal(check.runFull(FoldedNode.PATIENCE), "2 organizations at rest");
                    }
                });
    }

    private static void kill(Path server) throws IOException {
        try (var files = Files.walk(server, 3)) {
            Path pid =
                    files.filter(file -> file.endsWith("postmaster.pid")).findFirst().orElseThrow();
            long number = Long.parseLong(Files.readAllLines(pid).getFirst().strip());
            var process = ProcessHandle.of(number).orElseThrow();
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
