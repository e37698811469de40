package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A journal whose disk fails, stalls or is full.
@Timeout(60)
class JournalFailureTest {

    private static final int SEGMENT = 64 << 10;
    private static final JournalOptions OPTIONS =
            new JournalOptions(SEGMENT, 1, 8 << 10, 16 << 10, Duration.ZERO, 0);

    private static SegmentJournal open(SimulatedDisk disk) throws IOException {
        return SegmentJournal.open(disk, () -> {}, 1, OPTIONS, new Random(1));
    }

    private static void awaitSpare(SegmentJournal journal) {
        while (journal.stats().roomBytes() < SEGMENT) {
            Thread.onSpinWait();
        }
    }

    @Test
    void after_a_failed_sync_nothing_is_written_or_synced_again() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1), 1 << 20);
        SegmentJournal journal = open(disk);
        Appender appender = new Appender(journal);
        appender.appendSingly(3);
        awaitSpare(journal);
        CompletableFuture<IOException> failure = new CompletableFuture<>();
        journal.onFailure(failure::complete);
        disk.failSyncAfter(0);
        appender.append();
        assertThat(failure.join()).hasMessageContaining("sync failed");
        long operations = disk.operations();

        assertThatThrownBy(appender::append).isInstanceOf(JournalFailed.class);
        assertThat(journal.reserve(1, 1)).isFalse();
        assertThat(journal.durableSequence()).isEqualTo(3);
        journal.close();
        assertThat(disk.operations()).isEqualTo(operations);

        disk.losePower();
        try (SegmentJournal again = open(disk)) {
            assertThat(again.durableSequence()).isBetween(3L, 4L);
        }
    }

    @Test
    void a_stalled_disk_shows_in_the_age_of_the_oldest_fact_and_fills_the_buffer()
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1), 1 << 20);
        // Ended first, also by a failed assertion: the journal closes once its disk answers.
        Closeable stall = () -> disk.stall(false);
        try (SegmentJournal journal = open(disk);
                stall) {
            awaitSpare(journal);
            Appender appender = new Appender(journal);
            disk.stall(true);
            appender.append();
            long before = System.nanoTime();
            appender.append();
            assertThat(journal.oldestUnsyncedNanos(before + 1_000_000)).isGreaterThan(1_000_000);

            while (journal.reserve(1, 1_000)) {
                byte[] fact = new byte[1_000];
                journal.append(fact, 0, fact.length);
                journal.release(1, 1_000);
            }
            long last = journal.lastSequence();
            assertThat(journal.durableSequence()).isZero();
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    journal.append(new byte[1_000], 0, 1_000);
                                }
                            })
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("without reserving");

            stall.close();
            journal.wake();
            appender.awaitDurable(last);
            assertThat(journal.reserve(1, 1_000)).isTrue();
        }
    }

    // D4: no call is admitted when segments leave too little free, until retention takes some.
    @Test
    void a_full_disk_refuses_reservations_and_keeps_its_word_to_the_reserved() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1), 4 * SEGMENT);
        try (SegmentJournal journal = open(disk)) {
            Appender appender = new Appender(journal);
            byte[] fact = new byte[300];
            int held = 0;
            while (held < 20 && journal.reserve(1, fact.length)) {
                held++;
            }
            while (journal.stats().shortage().isEmpty()) {
                if (journal.reserve(1, fact.length)) {
                    long sequence = journal.append(fact, 0, fact.length);
                    journal.release(1, fact.length);
                    journal.wake();
                    appender.awaitDurable(sequence);
                }
            }
            while (journal.reserve(1, fact.length)) {
                long sequence = journal.append(fact, 0, fact.length);
                journal.release(1, fact.length);
                journal.wake();
                appender.awaitDurable(sequence);
            }
            long last = journal.lastSequence();
            for (int reserved = 0; reserved < held; reserved++) {
                long sequence = journal.append(fact, 0, fact.length);
                journal.release(1, fact.length);
                journal.wake();
                appender.awaitDurable(sequence);
            }
            assertThat(journal.durableSequence()).isEqualTo(last + held);
            assertThat(journal.stats().shortage()).contains("stay free");
        }
        disk.losePower();
        SegmentJournal again = open(disk);
        long kept = again.deleteBefore(again.lastSequence());
        assertThat(kept).isGreaterThan(1);
        while (!again.reserve(1, 300)) {
            Thread.onSpinWait();
        }
        again.close();
    }

    @Test
    void more_than_was_reserved_is_not_released() throws IOException {
        SimulatedDisk disk = new SimulatedDisk(new Random(1), 1 << 20);
        try (SegmentJournal journal = open(disk)) {
            assertThat(journal.reserve(2, 100)).isTrue();
            journal.release(1, 60);
            assertThatThrownBy(() -> journal.release(1, 41))
                    .isInstanceOf(IllegalArgumentException.class);
            journal.release(1, 40);
        }
    }
}
