package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentJournalTest {

    @TempDir Path folder;

    private SegmentJournal open() throws IOException {
        return SegmentJournal.open(folder, 1, JournalOptions.small(), new Random(1));
    }

    private static long readAll(SegmentJournal journal, long from) throws IOException {
        long expected = from;
        try (JournalReader reader = journal.read(from)) {
            while (reader.next()) {
                assertThat(reader.sequence()).isEqualTo(expected);
                assertThat(
                                Arrays.copyOfRange(
                                        reader.bytes(),
                                        reader.from(),
                                        reader.from() + reader.length()))
                        .isEqualTo(Appender.fact(expected));
                expected++;
            }
        }
        return expected - 1;
    }

    @Test
    void facts_are_numbered_from_1_over_all_epochs_and_read_back_in_order() throws IOException {
        try (SegmentJournal journal = open()) {
            assertThat(journal.epoch()).isEqualTo(1);
            new Appender(journal).appendUntil(1_000);
            assertThat(readAll(journal, 1)).isEqualTo(1_000);
        }
        try (SegmentJournal journal = open()) {
            assertThat(journal.epoch()).isEqualTo(2);
            assertThat(journal.lastSequence()).isEqualTo(1_000);
            new Appender(journal).appendUntil(1_500);
            assertThat(readAll(journal, 400)).isEqualTo(1_500);
            try (JournalReader reader = journal.read(1_000)) {
                reader.next();
                assertThat(reader.epoch()).isEqualTo(1);
                reader.next();
                assertThat(reader.epoch()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_fact_appended_just_before_closing_is_durable() throws IOException {
        try (SegmentJournal journal = open()) {
            journal.append(Appender.fact(1), 0, 6);
        }
        try (SegmentJournal journal = open()) {
            assertThat(readAll(journal, 1)).isEqualTo(1);
        }
    }

    @Test
    void listeners_hear_rising_durable_sequences_after_they_can_be_read() throws IOException {
        List<Long> heard = Collections.synchronizedList(new ArrayList<>());
        try (SegmentJournal journal = open()) {
            journal.onDurable(durable -> {
                assertThat(journal.durableSequence()).isGreaterThanOrEqualTo(durable);
                heard.add(durable);
            });
            new Appender(journal).appendSingly(20);
            assertThat(journal.oldestUnsyncedNanos(System.nanoTime())).isZero();
        }
        assertThat(heard).isSorted().endsWith(20L);
    }

    @Test
    void a_journal_goes_on_over_many_segments() throws IOException {
        byte[] large = new byte[100_000];
        try (SegmentJournal journal = open()) {
            for (int fact = 0; fact < 60; fact++) {
                new Appender(journal).awaitDurable(appendAndWake(journal, large));
            }
            assertThat(journal.stats().segments()).isBetween(6, 9);
        }
        try (SegmentJournal journal = open();
                JournalReader reader = journal.read(1)) {
            int read = 0;
            while (reader.next()) {
                assertThat(reader.length()).isEqualTo(large.length);
                read++;
            }
            assertThat(read).isEqualTo(60);
        }
    }

    private static long appendAndWake(SegmentJournal journal, byte[] fact) {
        long sequence = journal.append(fact, 0, fact.length);
        journal.wake();
        return sequence;
    }

    @Test
    void a_reader_follows_the_end_and_knows_its_position_there() throws IOException {
        try (SegmentJournal journal = open();
                JournalReader reader = journal.read(1)) {
            Appender appender = new Appender(journal);
            assertThat(reader.next()).isFalse();
            appender.appendSingly(3);
            assertThat(reader.next()).isTrue();
            JournalPosition one = reader.position();
            while (reader.next()) {
                assertThat(reader.atGroupEnd()).isTrue();
            }
            assertThat(reader.position()).isEqualTo(journal.durablePosition());
            assertThat(journal.hashAt(1)).contains(one.hash());
            try (JournalReader again = journal.read(one)) {
                assertThat(again.next()).isTrue();
                assertThat(again.sequence()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_position_of_another_history_is_refused_by_name() throws IOException {
        try (SegmentJournal journal = open()) {
            new Appender(journal).appendSingly(3);
            assertThatThrownBy(() -> journal.read(new JournalPosition(2, RunningHash.NONE)))
                    .isInstanceOf(JournalDiverged.class)
                    .hasMessageContaining("After fact 2");
            assertThatThrownBy(() -> journal.read(5))
                    .isInstanceOf(JournalDiverged.class)
                    .hasMessageContaining("ends with fact 3");
            journal.read(JournalPosition.START).close();
            journal.read(journal.durablePosition()).close();
        }
    }

    @Test
    void the_hash_of_a_position_outlives_restarts() throws IOException {
        JournalPosition before;
        try (SegmentJournal journal = open()) {
            new Appender(journal).appendUntil(100);
            before = journal.durablePosition();
        }
        try (SegmentJournal journal = open()) {
            assertThat(journal.durablePosition()).isEqualTo(before);
            new Appender(journal).appendUntil(200);
            journal.read(before).close();
            assertThat(journal.hashAt(100)).contains(before.hash());
        }
    }

    @Test
    void retention_deletes_whole_segments_and_spares_those_that_are_read() throws IOException {
        byte[] large = new byte[200_000];
        try (SegmentJournal journal = open()) {
            Appender appender = new Appender(journal);
            for (int fact = 0; fact < 50; fact++) {
                appender.awaitDurable(appendAndWake(journal, large));
            }
            try (JournalReader reader = journal.read(20)) {
                assertThat(journal.deleteBefore(50)).isBetween(15L, 20L);
                assertThat(reader.next()).isTrue();
            }
            long oldest = journal.deleteBefore(50);
            assertThat(oldest).isBetween(45L, 50L);
            assertThat(journal.oldestSequence()).isEqualTo(oldest);
            assertThatThrownBy(() -> journal.read(oldest - 1)).isInstanceOf(FactsDeleted.class);
        }
        try (SegmentJournal journal = open()) {
            assertThat(journal.lastSequence()).isEqualTo(50);
        }
    }

    @Test
    void a_second_journal_in_a_folder_is_refused_with_the_holders_process() throws IOException {
        try (SegmentJournal journal = open()) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThatThrownBy(this::open)
                        .isInstanceOf(JournalFolderHeld.class)
                        .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
            }
            new Appender(journal).appendSingly(1);
        }
        open().close();
    }

    @Test
    void a_folder_of_another_node_is_refused() throws IOException {
        open().close();
        assertThatThrownBy(
                        () -> SegmentJournal.open(folder, 2, JournalOptions.small(), new Random(1)))
                .isInstanceOf(JournalDiverged.class)
                .hasMessageContaining("belongs to node 1");
    }

    @Test
    void more_than_the_largest_fact_is_refused() throws IOException {
        try (SegmentJournal journal = open()) {
            byte[] largest = new byte[journal.maxFactBytes()];
            appendAndWake(journal, largest);
            assertThatThrownBy(() ->
                            journal.append(new byte[largest.length + 1], 0, largest.length + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        try (SegmentJournal journal = open()) {
            assertThat(journal.lastSequence()).isEqualTo(1);
        }
    }

    @Test
    void a_listener_that_throws_fails_the_journal_and_nothing_is_appended_after()
            throws IOException {
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        try (SegmentJournal journal = open()) {
            journal.onDurable(durable -> {
                throw new IllegalStateException("broken fold");
            });
            Appender appender = new Appender(journal);
            journal.onFailure(failure -> failures.add(failure.getMessage()));
            appender.append();
            while (failures.isEmpty()) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(appender::append).isInstanceOf(JournalFailed.class);
            assertThat(journal.reserve(1, 10)).isFalse();
            journal.onFailure(failure -> failures.add("late"));
        }
        assertThat(failures).hasSize(2).contains("late");
        assertThat(failures.getFirst()).contains("broken fold");
    }

    @Test
    void unfinished_files_of_a_crash_are_removed() throws IOException {
        open().close();
        Files.write(folder.resolve(SegmentName.of(9) + SegmentName.UNFINISHED), new byte[10]);
        open().close();
        assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(SegmentName.UNFINISHED));
    }
}
