package io.tokengrid.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// A node with its journal in a folder of its own and its views in a schema of their own.
final class FoldedNode implements AutoCloseable {
    static final int NUMBER = 3;
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Two hours before midnight in UTC, so that traffic crosses it.
    static final Instant BEGIN = Instant.parse("2026-11-21T22:00:00.123456789Z");

    final FreshSchema schema;
    private final Path folder;
    private NodeStore store;

    private FoldedNode(Path folder, FreshSchema schema, NodeStore store) {
        this.folder = folder;
        this.schema = schema;
        this.store = store;
    }

    static FoldedNode in(Path parent, TestDatabase database) throws IOException, SQLException {
        return at(Files.createTempDirectory(parent, "node"), FreshSchema.in(database));
    }

    static FoldedNode at(Path folder, FreshSchema schema) throws IOException {
        return new FoldedNode(folder, schema, openStore(folder));
    }

    private static NodeStore openStore(Path folder) throws IOException {
        return NodeStore.open(folder, NUMBER, NodeOptions.standard(JournalOptions.small()), BEGIN);
    }

    /// Ends the node's process, so to speak, and starts it again: open calls are ended.
    void restart() throws IOException {
        store.close();
        store = openStore(folder);
    }

    Node node() {
        return store.node();
    }

    NodeStore store() {
        return store;
    }

    Traffic traffic(RandomGenerator random) {
        return new Traffic(node(), random, BEGIN, Duration.ofSeconds(20));
    }

    Fold fold() {
        return fold(connections());
    }

    /// A fold in small batches.
    Fold fold(Connections connections) {
        return Fold.start(
                node().journal(),
                NUMBER,
                connections,
                new FoldOptions(200, 1 << 20, Duration.ofMillis(5), Duration.ofMillis(50)),
                InstantSource.system());
    }

    /// Folds everything there is, and stops.
    Views folded(Traffic traffic) throws InterruptedException {
        try (Fold fold = fold()) {
            await(fold, traffic.durable());
            return views(fold);
        }
    }

    Views views(Fold fold) {
        return new Views(connections(), fold, NUMBER);
    }

    Connections connections() {
        return schema.database()::connection;
    }

    static void await(Fold fold, long sequence) throws InterruptedException {
        assertThat(fold.awaitFolded(sequence, PATIENCE))
                .as(() -> "fact " + sequence + ": " + fold.status())
                .isTrue();
    }

    @Override
    public void close() throws IOException {
        store.close();
        schema.close();
    }
}
