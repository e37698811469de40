package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A replica keeps as much as the node's own journal does, with snapshots, and can begin at any
/// time (exactness C5, D4).
class ReplicaUpkeepTest {
    @RegisterExtension static final TestDatabase DATABASE = TestDatabase.empty();

    @TempDir Path folder;
    private FreshSchema schema;

    @BeforeEach
    void begin() throws SQLException {
        schema = FreshSchema.in(DATABASE);
    }

    @AfterEach
    void end() {
        schema.close();
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private ReplicaUpkeep upkeep(ReplicatedNode node) {
        return new ReplicaUpkeep(
                ReplicatedNode.NUMBER, node.store, node.feed, schema.database()::connection);
    }

    private long oldestGroup() throws SQLException {
        return Long.parseLong(
                schema.column("SELECT min(first_sequence) FROM replica_groups").getFirst());
    }

    /// One run with some traffic and, at its end, a snapshot.
    private byte[] run(int seed, int steps) throws Exception {
        try (var node = ReplicatedNode.in(folder("lost"));
                Replica _ = node.replica(schema.address())) {
            node.traffic(Seeds.generator(seed)).begin(1).steps(steps).endAll().durable();
            upkeep(node).keepUp();
            return node.state();
        }
    }

    private ReplicatedNode restored() throws IOException {
        ReplicaRestore.run(
                ReplicatedNode.NUMBER, schema.address(), folder("new"), JournalOptions.small());
        return ReplicatedNode.in(folder("new"));
    }

    @Test
    void it_gets_snapshots_keeps_two_of_them_and_restores_them() throws Exception {
        byte[] state = {};
        for (int run = 0; run < 5; run++) {
            state = run(run, 60);
        }

        assertThat(schema.column("SELECT DISTINCT sequence FROM replica_snapshots")).hasSize(2);
        assertThat(oldestGroup()).as("as in the journal").isOne();
        try (var node = restored()) {
            assertThat(node.state()).isEqualTo(state);
            assertThat(node.store.snapshot(Long.MAX_VALUE)).isNotNull();
        }
    }

    @Test
    void what_the_journal_does_not_keep_goes_from_the_replica_too() throws Exception {
        for (int run = 0; run < 4; run++) {
            run(run, 6_000);
        }
        byte[] state;
        long oldest;
        try (var node = ReplicatedNode.in(folder("lost"));
                Replica _ = node.replica(schema.address())) {
            node.traffic(Seeds.generator(5)).begin(1).durable();
            oldest = node.store.node().journal().deleteBefore(node.feed.acknowledged().sequence());
            assertThat(oldest).isGreaterThan(1);
            upkeep(node).keepUp();
            state = node.state();
        }

        assertThat(oldestGroup()).isBetween(2L, oldest);
        try (var node = restored()) {
            assertThat(node.state()).isEqualTo(state);
            assertThat(node.store.node().journal().oldestSequence()).isEqualTo(oldestGroup());
        }
    }

    @Test
    void a_replica_that_begins_late_gets_a_snapshot_first() throws Exception {
        byte[] state;
        for (int run = 0; run < 2; run++) {
            try (var node = ReplicatedNode.in(folder("lost"))) {
                node.traffic(Seeds.generator(run)).begin(1).steps(12_000).endAll();
                node.synced();
            }
        }
        try (var node = ReplicatedNode.in(folder("lost"))) {
            var journal = node.store.node().journal();
            long oldest = journal.deleteBefore(journal.lastSequence());
            assertThat(oldest).isGreaterThan(1);
            try (Replica _ = node.replica(schema.address())) {
                node.traffic(Seeds.generator(3)).begin(1).durable();
                assertThat(oldestGroup()).isEqualTo(oldest);
                state = node.state();
            }
        }

        try (var node = restored()) {
            assertThat(node.state()).isEqualTo(state);
        }
        schema.column("DELETE FROM replica_snapshots RETURNING node");
        Files.move(folder("new"), folder.resolve("old"));
        assertThatThrownBy(this::restored)
                .isInstanceOf(ReplicaRefused.class)
                .hasMessageContaining("cut off before it had");
    }
}
