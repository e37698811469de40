package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class JournalConcurrencyTest {

    private static final int FACTS = 60_000;
    private static final int READERS = 3;

    @TempDir Path folder;

    /// Woken after each sync, and by each reader that has come to the end.
    private final List<Thread> followers = new CopyOnWriteArrayList<>();

    private void wakeFollowers() {
        followers.forEach(LockSupport::unpark);
    }

    @Test
    @Timeout(120)
    void readers_that_follow_see_every_fact_while_segments_are_deleted_behind_them()
            throws IOException, InterruptedException, ExecutionException {
        AtomicLongArray progress = new AtomicLongArray(READERS);
        try (SegmentJournal journal =
                        SegmentJournal.open(folder, 1, JournalOptions.small(), new Random(1));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            journal.onDurable(durable -> wakeFollowers());
            List<Future<Long>> readers = new ArrayList<>();
            for (int number = 0; number < READERS; number++) {
                int index = number;
                JournalReader reader = journal.read(1);
                readers.add(threads.submit(() -> follow(reader, progress, index)));
            }
            Future<Long> retention = threads.submit(() -> retain(journal, progress));
            append(journal);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isEqualTo(FACTS);
            }
            assertThat(retention.get()).isGreaterThan(FACTS / 2);
            assertThat(journal.stats().segments()).isLessThan(6);
        }
    }

    private static void append(SegmentJournal journal) {
        Appender appender = new Appender(journal);
        ByteBuffer fact = ByteBuffer.allocate(248);
        for (long number = 1; number <= FACTS; number++) {
            fact.putLong(0, number);
            while (!journal.reserve(1, fact.capacity())) {
                journal.wake();
                Thread.onSpinWait();
            }
            long sequence = journal.append(fact.array(), 0, fact.capacity());
            journal.release(1, fact.capacity());
            journal.wake();
            assertThat(sequence).isEqualTo(number);
        }
        appender.awaitDurable(FACTS);
    }

    private long follow(JournalReader reader, AtomicLongArray progress, int index)
            throws IOException {
        try (reader) {
            followers.add(Thread.currentThread());
            long seen = 0;
            while (seen < FACTS) {
                long before = seen;
                while (reader.next()) {
                    seen++;
                    long written = ByteBuffer.wrap(reader.bytes()).getLong(reader.from());
                    assertThat(written).isEqualTo(seen);
                    assertThat(reader.sequence()).isEqualTo(seen);
                    progress.set(index, seen);
                }
                if (seen > before) {
                    wakeFollowers();
                }
                if (seen < FACTS) {
                    LockSupport.park();
                }
            }
            return seen;
        }
    }

    private long retain(SegmentJournal journal, AtomicLongArray progress) throws IOException {
        followers.add(Thread.currentThread());
        long oldest = 1;
        long slowest = 0;
        while (slowest < FACTS) {
            slowest = FACTS;
            for (int index = 0; index < READERS; index++) {
                slowest = Math.min(slowest, progress.get(index));
            }
            oldest = journal.deleteBefore(slowest);
            if (slowest < FACTS) {
                LockSupport.park();
            }
        }
        return oldest;
    }
}
