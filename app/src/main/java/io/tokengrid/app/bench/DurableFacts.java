package io.tokengrid.app.bench;

import io.tokengrid.storage.segment.DiskProbe;
import io.tokengrid.storage.segment.JournalOptions;
import io.tokengrid.storage.segment.JournalStats;
import io.tokengrid.storage.segment.SegmentJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The journal alone: 2,000 producers append a fact of 248 bytes and wait until it is durable.
final class DurableFacts {
    private static final int FACT_BYTES = 248;
    private static final int PRODUCERS = 2_000;
    private static final int SLOTS = 1 << 16;
    private static final double PER_SECOND = 300_000;
    private static final int WRITE_BYTES = 4 << 20;

    private final Site site;
    private final int rounds;
    private final Duration each;
    private final int writes;

    DurableFacts(Site site) {
        this.site = site;
        rounds = site.quick() ? 2 : 5;
        each = Duration.ofSeconds(site.quick() ? 2 : 5);
        writes = site.quick() ? 32 : 128;
    }

    void measure(Consumer<Row> rows) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(site.folder().resolve("journal-alone"));
        round(folder, Duration.ofSeconds(1));
        var rates = new ArrayList<Double>();
        var shares = new ArrayList<Double>();
        var syncs = new ArrayList<Double>();
        var disks = new ArrayList<Double>();
        for (int round = 1; round <= rounds; round++) {
            site.said().accept("journal: round " + round + " of " + rounds);
            DiskProbe probe = DiskProbe.measure(folder, 1_000);
            disks.add(probe.p50Nanos() / 1e6);
            double sequential = sequential(folder);
            syncs.add(sequential / 1e6);
            Written written = round(folder, each);
            rates.add(written.factsPerSecond());
            shares.add(written.bytesPerSecond() / sequential);
        }
        rows.accept(
                Row.of("journal", Figures.median(rates), "durable facts/s")
                        .times(Figures.median(shares), "the disk's sequential bytes/s")
                        .to(Target.figure(Target.Bound.AT_LEAST, PER_SECOND))
                        .behind(
                                String.format(
                                        Locale.ROOT,
                                        "facts of %d bytes, %,d producers that wait, %d rounds; the disk: fdatasync p50"
                                                + " %s ms, sequential %s MB/s",
                                        FACT_BYTES,
                                        PRODUCERS,
                                        rounds,
                                        Row.number(Figures.median(disks)),
                                        Row.number(Figures.median(syncs)))));
    }

    private record Written(double factsPerSecond, double bytesPerSecond) {}

    private static Written round(Path folder, Duration time)
            throws IOException, InterruptedException {
        try (SegmentJournal journal =
                SegmentJournal.open(folder, 1, JournalOptions.defaults(), new SecureRandom())) {
            long started = System.nanoTime();
            produce(journal, started + time.toNanos());
            double seconds = (System.nanoTime() - started) / 1e9;
            JournalStats stats = journal.stats();
            return new Written(stats.facts() / seconds, stats.bytes() / seconds);
        } finally {
            for (Path file : files(folder)) {
                Files.delete(file);
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static void produce(SegmentJournal journal, long until) throws InterruptedException {
        var waiting = new AtomicReferenceArray<Thread>(SLOTS);
        var woken = new AtomicLong();
        journal.onDurable(durable -> {
            long first = Math.max(woken.get(), durable - SLOTS) + 1;
            woken.set(durable);
            for (long fact = first; fact <= durable; fact++) {
                LockSupport.unpark(waiting.getAndSet((int) fact & (SLOTS - 1), null));
            }
        });
        var lock = new ReentrantLock();
        var ended = new CountDownLatch(PRODUCERS);
        for (int producer = 0; producer < PRODUCERS; producer++) {
            Thread.startVirtualThread(() -> {
                try {
                    byte[] fact = new byte[FACT_BYTES];
                    while (System.nanoTime() < until) {
                        long sequence = append(journal, lock, fact);
                        waiting.set((int) sequence & (SLOTS - 1), Thread.currentThread());
                        while (journal.durableSequence() < sequence) {
                            LockSupport.park();
                        }
                    }
                } finally {
                    ended.countDown();
                }
            });
        }
        ended.await();
    }

    private static long append(SegmentJournal journal, ReentrantLock lock, byte[] fact) {
        long sequence;
        lock.lock();
        try {
            sequence = journal.append(fact, 0, FACT_BYTES);
        } finally {
            lock.unlock();
        }
        journal.wake();
        return sequence;
    }

    /// Bytes a second that the disk takes in order, with one sync at the end.
    private double sequential(Path folder) throws IOException {
        Path file = folder.resolve("sequential.tmp");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocateDirect(WRITE_BYTES);
            long started = System.nanoTime();
            for (int i = 0; i < writes; i++) {
                block.clear();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
            }
            channel.force(false);
            return (double) writes * WRITE_BYTES * 1e9 / (System.nanoTime() - started);
        } finally {
            Files.delete(file);
        }
    }
}
