package io.tokengrid.storage;

import io.tokengrid.journal.Publisher;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.storage.segment.SegmentJournal;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A node whose journal fills quickly: with price books of about 100 kB each, an hour apart, into
/// segments of 1 MiB.
final class StoredNode implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-11-21T00:00:00Z");

    /// No snapshot but the one of a stop.
    static final SnapshotPace NEVER = new SnapshotPace(Long.MAX_VALUE, Duration.ofDays(1_000));

    private static final int ROWS = 2_000;

    private final Path folder;
    private final SnapshotPace pace;
    private NodeStore store;
    Instant now = BEGIN;

    private StoredNode(Path folder, SnapshotPace pace) throws IOException {
        this.folder = folder;
        this.pace = pace;
        store = open();
    }

    static StoredNode in(Path folder, SnapshotPace pace) throws IOException {
        return new StoredNode(folder, pace);
    }

    private NodeStore open() throws IOException {
        return NodeStore.open(folder, 1, NodeOptions.standard(JournalOptions.small()), now, pace);
    }

    NodeStore store() {
        return store;
    }

    SegmentJournal journal() {
        return store.node().journal();
    }

    /// Publishes so many large price books, each durable and an hour after the one before.
    void publish(int books) {
        for (int i = 0; i < books; i++) {
            now = now.plus(Duration.ofHours(1));
            publishBook(ROWS);
        }
    }

    /// Publishes one price book of one row.
    void publishSmall() {
        publishBook(1);
    }

    private void publishBook(int rows) {
        var prices =
                new PriceList(
                        Map.of(
                                TokenClass.INPUT,
                                Price.perMillion("0.8"),
                                TokenClass.OUTPUT,
                                Price.perMillion("2")));
        var all =
                IntStream.range(0, rows)
                        .mapToObj(row ->
                                new PriceRow(
                                        "a-model-with-a-long-name-" + row,
                                        new CurrencyCode("CNY"),
                                        Instant.EPOCH,
                                        prices,
                                        null))
                        .toList();
        await(() -> published(all));
    }

    /// False while the next segment is still being made.
    private boolean published(List<PriceRow> rows) {
        try {
            long sequence =
                    store.node()
                            .publish(
                                    book -> new PriceBook(book.version() + 1, rows),
                                    Publisher.API,
                                    now);
            await(() -> store.node().durable(sequence));
            return true;
        } catch (StorageFullException e) {
            return false;
        }
    }

    /// Stops the node, which takes a snapshot, and starts it again.
    void restart() throws IOException {
        store.close();
        store = open();
    }

    long version() {
        return store.node().book().version();
    }

    /// Names of the files in a folder below the node's.
    static Stream<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    interface Condition {
        boolean holds() throws IOException;
    }

    /// Waits until something becomes true, a minute at most.
    static void await(Condition condition) {
        long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() - until > 0) {
                    throw new AssertionError("it did not come true within a minute");
                }
                LockSupport.parkNanos(100_000);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
