package io.tokengrid.storage.postgres;

import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.storage.segment.ReplicaFeed;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/// A node whose facts are durable only once a replica has them too.
final class ReplicatedNode implements AutoCloseable {
    static final int NUMBER = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    final NodeStore store;
    final ReplicaFeed feed;

    private ReplicatedNode(Path folder) throws IOException {
        store =
                NodeStore.open(
                        folder,
                        NUMBER,
                        NodeOptions.standard(JournalOptions.small()),
                        FoldedNode.BEGIN);
        feed = store.node().journal().replicate();
    }

    static ReplicatedNode in(Path folder) throws IOException {
        return new ReplicatedNode(folder);
    }

    /// An address of the same database for sessions that wait for the server's disk, which the test
    /// server's own ones do not.
    static DatabaseConfig.External durable(DatabaseConfig.External address) {
        return new DatabaseConfig.External(
                address.jdbcUrl()
                        + (address.jdbcUrl().contains("?") ? '&' : '?')
                        + "options=-c%20synchronous_commit=on",
                address.user(),
                address.password());
    }

    Replica replica(DatabaseConfig.External address) {
        return replica(connections(address));
    }

    Replica replica(Connections connections) {
        return Replica.start(NUMBER, store, feed, connections, connections);
    }

    static Connections connections(DatabaseConfig.External address) {
        return Replica.connections(durable(address));
    }

    Traffic traffic(RandomGenerator random) {
        return new Traffic(store.node(), random, FoldedNode.BEGIN, Duration.ofSeconds(20));
    }

    /// The last fact's sequence, once this disk has it.
    long synced() {
        store.node().journal().wake();
        long last = store.node().journal().lastSequence();
        await(() -> store.node().journal().syncedSequence() >= last);
        return last;
    }

    byte[] state() {
        return store.node().freeze().snapshot();
    }

    interface Condition {
        boolean holds() throws Exception;
    }

    static void await(Condition condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - until > 0) {
                    throw new AssertionError("it did not come true within a minute");
                }
                LockSupport.parkNanos(100_000);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
