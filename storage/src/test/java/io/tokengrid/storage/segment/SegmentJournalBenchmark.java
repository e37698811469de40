package io.tokengrid.storage.segment;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// Durable facts a second of a [SegmentJournal], and how long one takes to be durable, beside what
/// the disk itself needs for one `fdatasync`.
///
/// Run `main` with the test class path: the folder to measure in (default: the temporary one), and
/// the longest linger in microseconds (default: the journal's). A producer is a virtual thread that
/// appends a fact of 248 bytes and waits until it is durable; paced facts come from one thread,
/// whoever waits.
final class SegmentJournalBenchmark {

    private static final int FACT_BYTES = 248;
    private static final Duration EACH = Duration.ofSeconds(3);

    private final Path folder;
    private final JournalOptions options;

    private SegmentJournalBenchmark(Path folder, JournalOptions options) {
        this.folder = folder;
        this.options = options;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path parent =
                Path.of(arguments.length > 0 ? arguments[0] : System.getProperty("java.io.tmpdir"));
        JournalOptions options = JournalOptions.defaults();
        if (arguments.length > 1) {
            long micros = Long.parseLong(arguments[1]);
            options = options.withMaxLinger(Duration.ofNanos(micros * 1_000));
        }
        Path folder = Files.createTempDirectory(parent, "journal-benchmark");
        SegmentJournalBenchmark benchmark = new SegmentJournalBenchmark(folder, options);
        benchmark.disk();
        for (int round = 0; round < 2; round++) {
            benchmark.saturate(256);
            benchmark.saturate(2_000);
        }
        for (int rate : new int[] {1_000, 10_000, 40_000}) {
            benchmark.pace(rate);
        }
        benchmark.disk();
        Files.delete(folder);
    }

    private void disk() throws IOException {
        DiskProbe probe = DiskProbe.measure(folder, 4_000);
        System.out.printf(
                "disk: write and fdatasync of 4 KiB, preallocated: p50 %s, p99 %s%n",
                micros(probe.p50Nanos()), micros(probe.p99Nanos()));
    }

    private SegmentJournal open() throws IOException {
        return SegmentJournal.open(folder, 1, options, new SecureRandom());
    }

    private void saturate(int producers) throws IOException, InterruptedException {
        int slots = 1 << 16;
        AtomicReferenceArray<Thread> waiting = new AtomicReferenceArray<>(slots);
        AtomicLong woken = new AtomicLong();
        ReentrantLock lock = new ReentrantLock();
        try (SegmentJournal journal = open()) {
            journal.onDurable(durable -> {
                long first = Math.max(woken.get(), durable - slots) + 1;
                woken.set(durable);
                for (long fact = first; fact <= durable; fact++) {
                    Thread waiter = waiting.getAndSet((int) fact & (slots - 1), null);
                    if (waiter != null) {
                        LockSupport.unpark(waiter);
                    }
                }
            });
            CountDownLatch ended = new CountDownLatch(producers);
            Measured measured = new Measured(journal);
            long until = System.nanoTime() + EACH.toNanos();
            for (int producer = 0; producer < producers; producer++) {
                Thread.startVirtualThread(() -> {
                    byte[] fact = new byte[FACT_BYTES];
                    while (System.nanoTime() < until) {
                        long sequence = append(journal, lock, fact);
                        waiting.set((int) sequence & (slots - 1), Thread.currentThread());
                        while (journal.durableSequence() < sequence) {
                            LockSupport.park();
                        }
                    }
                    ended.countDown();
                });
            }
            ended.await();
            System.out.printf("%,6d producers: %s%n", producers, measured.summary());
        }
        clear();
    }

    private static long append(SegmentJournal journal, ReentrantLock lock, byte[] fact) {
        lock.lock();
        try {
            return journal.append(fact, 0, FACT_BYTES);
        } finally {
            lock.unlock();
            journal.wake();
        }
    }

    private void pace(int rate) throws IOException {
        int facts = Math.toIntExact(rate * EACH.toSeconds());
        long[] appended = new long[facts + 1];
        long[] took = new long[facts + 1];
        AtomicLong seen = new AtomicLong();
        try (SegmentJournal journal = open()) {
            journal.onDurable(durable -> {
                long now = System.nanoTime();
                for (int fact = (int) seen.get() + 1; fact <= durable; fact++) {
                    took[fact] = now - appended[fact];
                }
                seen.set(durable);
            });
            Measured measured = new Measured(journal);
            byte[] fact = new byte[FACT_BYTES];
            long started = System.nanoTime();
            for (int next = 1; next <= facts; next++) {
                long due = started + next * 1_000_000_000L / rate;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(20_000);
                }
                appended[next] = System.nanoTime();
                journal.append(fact, 0, FACT_BYTES);
                journal.wake();
            }
            while (journal.durableSequence() < facts) {
                Thread.onSpinWait();
            }
            // The first half second warms up.
            long[] sorted =
                    LongStream.range(rate / 2, facts + 1)
                            .map(i -> took[(int) i])
                            .sorted()
                            .toArray();
            System.out.printf(
                    "%,7d facts/s: durable after p50 %s, p99 %s, p99.9 %s; %s%n",
                    rate,
                    micros(sorted[sorted.length / 2]),
                    micros(sorted[(int) (sorted.length * 0.99)]),
                    micros(sorted[(int) (sorted.length * 0.999)]),
                    measured.summary());
        }
        clear();
    }

    private void clear() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private static String micros(long nanos) {
        return "%,d us".formatted(nanos / 1_000);
    }

    /// What a journal did since this was made.
    private static final class Measured {

        private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

        private final SegmentJournal journal;
        private final long thread;
        private final long started = System.nanoTime();

        Measured(SegmentJournal journal) {
            this.journal = journal;
            thread =
                    Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
                            .filter(info -> info != null && info.getThreadName().equals("journal"))
                            .findFirst()
                            .orElseThrow()
                            .getThreadId();
        }

        String summary() {
            double nanos = System.nanoTime() - started;
            JournalStats stats = journal.stats();
            return "%,.0f durable facts/s, %,.0f groups/s, sync p50 %s p99 %s, journal thread %.1f%% of a core, %.0f bytes written a fact"
                    .formatted(
                            stats.facts() * 1e9 / nanos,
                            stats.groups() * 1e9 / nanos,
                            micros(stats.syncP50Nanos()),
                            micros(stats.syncP99Nanos()),
                            THREADS.getThreadCpuTime(thread) * 100 / nanos,
                            (double) stats.bytes() / stats.facts());
        }
    }
}
