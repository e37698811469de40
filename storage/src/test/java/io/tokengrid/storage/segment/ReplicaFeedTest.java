package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a replica gets and what becomes durable by it (exactness C5).
class ReplicaFeedTest {
    private static final int ALL = 1 << 20;

    @TempDir Path folder;
    private SegmentJournal journal;
    private ReplicaFeed feed;
    private final List<Long> told = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        journal = SegmentJournal.open(folder, 1, JournalOptions.small(), Seeds.generator(1));
        feed = journal.replicate();
        journal.onDurable(told::add);
    }

    @AfterEach
    void close() throws IOException {
        feed.close();
        journal.close();
    }

    /// Appends facts that are synced, each in a group of its own.
    private void sync(int facts) {
        for (int i = 0; i < facts; i++) {
            byte[] fact = Appender.fact(journal.lastSequence() + 1);
            long sequence = journal.append(fact, 0, fact.length);
            while (journal.syncedSequence() < sequence) {
                journal.wake();
                Thread.onSpinWait();
            }
        }
    }

    private ReplicaFeed.Groups next(int bytes) throws IOException {
        return Objects.requireNonNull(feed.next(bytes));
    }

    @Test
    void what_is_synced_is_durable_only_once_it_is_acknowledged() throws IOException {
        sync(3);
        assertThat(journal.durableSequence()).isZero();
        assertThat(told).isEmpty();

        feed.begin(JournalPosition.START);
        var groups = next(ALL);
        assertThat(journal.durableSequence()).isZero();
        feed.acknowledge(groups, 1);

        assertThat(groups.first()).isOne();
        assertThat(groups.whole()).isTrue();
        assertThat(journal.durableSequence()).isEqualTo(3);
        assertThat(journal.durablePosition().hash()).isEqualTo(groups.end().hash());
        assertThat(told).endsWith(3L);
        assertThat(feed.next(ALL)).isNull();
    }

    @Test
    void groups_are_whole_and_a_row_takes_only_so_many() throws IOException {
        sync(5);
        feed.begin(JournalPosition.START);

        var first = next(1);
        var second = next(1);

        assertThat(first.end().sequence()).isOne();
        assertThat(first.whole()).isFalse();
        assertThat(second.first()).isEqualTo(2);
        assertThat(next(ALL).end().sequence()).isEqualTo(5);
    }

    @Test
    void it_goes_on_where_the_replica_ends_and_refuses_another_history() throws IOException {
        sync(4);
        feed.begin(JournalPosition.START);
        next(1);
        var second = next(1);

        feed.begin(second.end());
        assertThat(journal.durableSequence()).isEqualTo(2);
        assertThat(next(ALL).first()).isEqualTo(3);

        assertThatThrownBy(() -> feed.begin(new JournalPosition(2, RunningHash.NONE)))
                .isInstanceOf(JournalDiverged.class);
        assertThatThrownBy(() -> feed.begin(new JournalPosition(9, RunningHash.NONE)))
                .isInstanceOf(JournalDiverged.class);
    }

    @Test
    void a_replica_is_away_until_it_is_in_step_and_five_seconds_after_it_was() throws IOException {
        long now = System.nanoTime();
        assertThat(feed.away(now)).as("at the start").isTrue();
        sync(2);
        feed.begin(JournalPosition.START);
        feed.acknowledge(next(1), now);
        assertThat(feed.away(now)).as("as long as it catches up").isTrue();

        feed.acknowledge(next(ALL), now);

        assertThat(feed.away(now)).isFalse();
        assertThat(feed.away(now + ReplicaFeed.AWAY_NANOS)).isFalse();
        assertThat(feed.away(now + ReplicaFeed.AWAY_NANOS + 1)).isTrue();
        feed.inStep(now + 1);
        assertThat(feed.away(now + ReplicaFeed.AWAY_NANOS + 1)).isFalse();
        feed.stop();
        assertThat(feed.away(now + 1)).as("once it has stopped").isTrue();
    }

    @Test
    void the_oldest_fact_that_is_not_acknowledged_counts_as_unsynced() throws IOException {
        feed.begin(JournalPosition.START);
        feed.inStep(System.nanoTime());
        assertThat(journal.oldestUnsyncedNanos(System.nanoTime())).isZero();

        sync(1);
        while (feed.behindNanos(Long.MAX_VALUE) == 0) {
            Thread.onSpinWait();
        }
        long second = System.nanoTime() + 1_000_000_000;
        assertThat(journal.oldestUnsyncedNanos(second)).isGreaterThanOrEqualTo(1_000_000_000);

        feed.acknowledge(next(ALL), System.nanoTime());
        assertThat(journal.oldestUnsyncedNanos(second)).isZero();
    }

    @Test
    void a_reader_of_durable_facts_waits_for_the_replica() throws IOException {
        sync(2);
        try (JournalReader reader = journal.readDurable(JournalPosition.START)) {
            assertThat(reader.next()).isFalse();
            feed.begin(JournalPosition.START);
            feed.acknowledge(next(1), 1);

            assertThat(reader.next()).isTrue();
            assertThat(reader.sequence()).isOne();
            assertThat(reader.next()).isFalse();
            assertThat(reader.position()).isEqualTo(feed.acknowledged());
        }
        JournalPosition all = next(ALL).end();
        try (JournalReader ahead = journal.readDurable(all)) {
            assertThat(ahead.next()).isFalse();
        }
    }
}
