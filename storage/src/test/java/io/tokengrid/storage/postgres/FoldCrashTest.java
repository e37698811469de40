package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.testing.Seeds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Whatever breaks off a fold, the views are in the end those of one that nothing ever disturbed.
class FoldCrashTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    @TempDir Path folder;

    @Test
    void connections_that_break_at_any_point_lose_no_fact_and_fold_none_twice() {
        Seeds.play(
                3,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(3);
                        var faults =
                                new Faults(
                                        node.schema.database()::connection,
                                        Seeds.generator(random.nextLong()),
                                        40);
                        for (int round = 0; round < 4; round++) {
                            try (Fold fold = node.fold(faults)) {
                                for (int part = 0; part < 5; part++) {
                                    traffic.steps(random.nextInt(150));
                                    fold.awaitFolded(
                                            traffic.durable() - random.nextInt(100),
                                            Duration.ofMillis(random.nextInt(100)));
                                }
                            }
                        }
                        requireUndisturbed(node, traffic, DATABASE.address());
                    }
                });
    }

    @Test
    void sessions_that_the_server_ends_lose_no_fact_and_fold_none_twice() {
        Seeds.play(
                1,
                random -> {
                    try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
                        var traffic = node.traffic(random).begin(3);
                        try (Fold fold = node.fold();
                                Connection other = TestDatabase.connect(DATABASE.address());
                                Statement statement = other.createStatement()) {
                            for (int round = 0; round < 10; round++) {
                                traffic.steps(100 + random.nextInt(100));
                                statement.execute(
                                        """
                                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                        WHERE datname = current_database()
                                          AND pid <> pg_backend_pid()
                                        """);
                            }
                            FoldedNode.await(fold, traffic.durable());
                        }
                        requireUndisturbed(node, traffic, DATABASE.address());
                    }
                });
    }

    /// A server that is killed may lose its last commits, and facts that would show it may not
    /// come.
    @Test
    void an_idle_fold_begins_again_when_the_server_has_ended_its_session() throws Exception {
        try (FoldedNode node = FoldedNode.in(folder, DATABASE)) {
            var traffic = node.traffic(Seeds.generator(1)).begin(3);
            traffic.steps(100);
            var sessions = new LinkedBlockingQueue<Connection>();
            try (Fold fold =
                            node.fold(() -> {
                                Connection session = node.schema.database().connection();
                                sessions.add(session);
                                return session;
                            });
                    Connection other = TestDatabase.connect(DATABASE.address());
                    Statement statement = other.createStatement()) {
                FoldedNode.await(fold, traffic.durable());
                sessions.clear();
                statement.execute(
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname = current_database() AND pid <> pg_backend_pid()
                        """);

                assertThat(sessions.poll(2, TimeUnit.MINUTES)).as("another session").isNotNull();
            }
        }
    }

    @Test
    void a_process_that_is_killed_goes_on_where_the_database_stands() {
        Seeds.play(
                1,
                random -> {
                    Path home = Files.createTempDirectory(folder, "killed");
                    try (FreshSchema schema = FreshSchema.in(DATABASE)) {
                        for (int round = 0; round < 3; round++) {
                            try (var process =
                                    FoldingProcess.start(home, schema, random.nextLong())) {
                                process.awaitFolded(random.nextInt(400));
                            }
                        }
                        try (FoldedNode node = FoldedNode.at(home, schema)) {
                            requireUndisturbed(node, node.traffic(random), DATABASE.address());
                        }
                    }
                });
    }

    @Test
    void a_server_that_is_killed_comes_back_and_is_given_again_what_it_lost() {
        Seeds.play(
                1,
                random -> {
                    Path home = Files.createTempDirectory("tokengrid-test-");
                    TestFolders.letOthersPass(home);
                    try (EmbeddedPostgres server =
                                    EmbeddedPostgres.start(home.resolve("postgres"));
                            Database database = Database.open(server.address());
                            FoldedNode node =
                                    FoldedNode.at(
                                            Files.createDirectory(home.resolve("node")),
                                            new FreshSchema(database, server.address()))) {
                        var traffic = node.traffic(random).begin(3);
                        try (Fold fold = node.fold()) {
                            for (int round = 0; round < 3; round++) {
                                traffic.steps(200 + random.nextInt(200));
                                fold.awaitFolded(traffic.durable() - 50, FoldedNode.PATIENCE);
                                ProcessHandle.of(server.pid())
                                        .ifPresent(ProcessHandle::destroyForcibly);
                                traffic.steps(100);
                            }
                            FoldedNode.await(fold, traffic.durable());
                        }
                        requireUndisturbed(node, traffic, server.address());
                    } finally {
                        Folders.delete(home);
                    }
                });
    }

    /// Folds what is left, and everything once more in a schema beside, and compares all tables.
    private static void requireUndisturbed(
            FoldedNode node, Traffic traffic, DatabaseConfig.External address) throws Exception {
        Views views = node.folded(traffic);
        try (FreshSchema undisturbed = FreshSchema.in(address)) {
            try (Fold fold =
                    Fold.start(
                            node.node().journal(),
                            FoldedNode.NUMBER,
                            undisturbed.database()::connection,
                            FoldOptions.defaults(),
                            InstantSource.system())) {
                FoldedNode.await(fold, traffic.durable());
            }
            assertThat(digest(node.schema.database())).isEqualTo(digest(undisturbed.database()));
        }
        FoldTest.requireSame(views, traffic.calls());
        var balances = new BalanceCheck(node.node(), views).run(FoldedNode.PATIENCE);
        assertThat(balances.outcome()).as(balances.figure()).isEqualTo(BalanceCheck.Outcome.EQUAL);
    }

    private static ViewDigest digest(Database database) throws SQLException {
        try (Connection connection = database.connection()) {
            return ViewDigest.of(connection);
        }
    }
}
