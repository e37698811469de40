package io.tokengrid.storage.postgres;

import io.tokengrid.ledger.Billing;
import io.tokengrid.ledger.Terms;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.NodeOptions;
import io.tokengrid.storage.NodeStore;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// How long a fact takes until it is durable, with the disk alone and with a replica beside it: a
/// server on this machine that waits for the same disk.
///
/// Run `main` with the test class path: seconds of each run, then facts a second, one or more.
final class ReplicaBenchmark {
    private static final OrganizationId ORGANIZATION = new OrganizationId(1);
    private static final double[] QUANTILES = {0.5, 0.99, 0.999};

    private record Waiting(long sequence, long since) {}

    private ReplicaBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        int seconds = Integer.parseInt(arguments[0]);
        Path folder = Files.createTempDirectory("replica-benchmark");
        TestFolders.letOthersPass(folder);
        try (EmbeddedPostgres server = EmbeddedPostgres.start(folder.resolve("elsewhere"))) {
            DatabaseConfig.External address = ReplicatedNode.durable(server.address());
            Database.open(address).close();
            for (int turn = 0; turn < 3; turn++) {
                for (String rate : Arrays.asList(arguments).subList(1, arguments.length)) {
                    Path alone = Files.createTempDirectory(folder, "alone");
                    try (NodeStore store = open(alone, 1)) {
                        measure("disk alone", store.node(), seconds, Integer.parseInt(rate));
                    }
                    Path doubled = Files.createTempDirectory(folder, "replica");
                    int number = 2 + Integer.parseInt(rate) * 3 + turn;
                    try (NodeStore store = open(doubled, number)) {
                        var feed = store.node().journal().replicate();
                        Connections own = Replica.connections(address);
                        try (Replica _ = Replica.start(number, store, feed, own, own)) {
                            measure("replica too", store.node(), seconds, Integer.parseInt(rate));
                        }
                    }
                }
            }
        }
        Folders.delete(folder);
    }

    private static NodeStore open(Path folder, int number) throws IOException {
        return NodeStore.open(
                folder, number, NodeOptions.standard(JournalOptions.defaults()), Instant.now());
    }

    private static void measure(String what, Node node, int seconds, int rate) {
        var terms =
                new Terms(
                        new CurrencyCode("CNY"),
                        Billing.PREPAID,
                        Money.ZERO,
                        false,
                        ZoneOffset.UTC);
        Instant now = Instant.now();
        node.account(state -> state.ledger().decideOpening(ORGANIZATION, "org", terms, now), now);
        var waiting = new ConcurrentLinkedQueue<Waiting>();
        long[] nanos = new long[seconds * rate];
        int[] ended = {0};
        node.journal()
                .onDurable(durable -> {
                    long at = System.nanoTime();
                    Waiting first = waiting.peek();
                    while (first != null
                            && first.sequence() <= durable
                            && ended[0] < nanos.length) {
                        waiting.remove();
                        nanos[ended[0]++] = at - first.since();
                        first = waiting.peek();
                    }
                });
        long began = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long due = began + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            String reference = "r" + i;
            long since = System.nanoTime();
            long sequence =
                    node.account(
                            state ->
                                    state.ledger()
                                            .decideTopUp(
                                                    ORGANIZATION, Money.parse("1"), reference, now),
                            now);
            waiting.add(new Waiting(sequence, since));
        }
        long last = node.journal().lastSequence();
        while (!node.durable(last)) {
            LockSupport.parkNanos(1_000_000);
        }
        long[] sorted = Arrays.copyOf(nanos, ended[0]);
        Arrays.sort(sorted);
        System.out.printf("%s, %d facts/s:", what, rate);
        for (double quantile : QUANTILES) {
            int index = Math.min(sorted.length - 1, (int) (quantile * sorted.length));
            System.out.printf(" p%s %.3f ms", quantile * 100, sorted[index] / 1e6);
        }
        System.out.printf(" (%d)%n", sorted.length);
    }
}
