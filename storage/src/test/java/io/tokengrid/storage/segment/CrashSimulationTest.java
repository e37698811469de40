package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Lives of a journal on a [SimulatedDisk]: appends, commits, full disks, failed writes and syncs,
/// killed processes and power cuts in random order, each followed by a recovery that is compared
/// with what was promised. Replay one with `-Dsegments.seed=N`.
class CrashSimulationTest {

    private static final int SEGMENT = 64 << 10;
    private static final int GROUP = 8 << 10;
    private static final int STEPS = 300;

    @Test
    void no_acknowledged_fact_is_lost_and_none_appears_in_1_000_histories() throws IOException {
        Long only = Long.getLong("segments.seed");
        long first = only == null ? 1 : only;
        runSeeds(first, only == null ? 1_000 : 1);
    }

    @Test
    @Tag("long")
    void no_acknowledged_fact_is_lost_and_none_appears_in_100_000_histories() throws IOException {
        runSeeds(1_000_000, 100_000);
    }

    private static void runSeeds(long first, int count) throws IOException {
        long facts = 0;
        long crashes = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                History history = new History(seed);
                history.live();
                facts += history.appended;
                crashes += history.crashes;
            } catch (AssertionError | IOException | RuntimeException e) {
                throw new AssertionError("Replay with -Dsegments.seed=" + seed, e);
            }
        }
        System.out.printf(
                "Seeds %d to %d: %,d facts, %,d crashes%n",
                first, first + count - 1, facts, crashes);
        assertThat(crashes).isGreaterThan(count);
    }

    private static final class History {

        private final SplittableRandom random;
        private final SimulatedDisk disk;

        /// Facts in order, those of them that may still be lost at the end.
        private final List<byte[]> facts = new ArrayList<>();

        /// Positions that were durable once.
        private final List<JournalPosition> positions = new ArrayList<>();

        private JournalWriter journal;
        private JournalReader reader;
        private long acknowledged;
        private long deletedBefore = 1;
        private int epoch;

        /// Lengths of facts that room is reserved for.
        private final Deque<Integer> held = new ArrayDeque<>();

        private long appended;
        private long crashes;

        History(long seed) throws IOException {
            random = new SplittableRandom(seed);
            disk = new SimulatedDisk(random.split(), random.nextInt(3, 20) * (long) SEGMENT);
            journal = start();
            reader = JournalReader.from(journal, 1);
        }

        private JournalWriter start() throws IOException {
            JournalOptions options =
                    new JournalOptions(
                            SEGMENT, random.nextInt(1, 3), GROUP, 16 * GROUP, Duration.ZERO, 0);
            JournalWriter started = new JournalWriter(disk, 7, options, random.split());
            // A commit that would wait for a segment is an error here.
            started.space().closing();
            assertThat(started.epoch()).isGreaterThan(epoch);
            epoch = started.epoch();
            return started;
        }

        void live() throws IOException {
            for (int step = 0; step < STEPS; step++) {
                switch (random.nextInt(20)) {
                    case 0, 1, 2, 3, 4, 5, 6, 7 -> append();
                    case 8, 9, 10, 11 -> commit();
                    case 12 -> journal.space().prepare();
                    case 13 -> hold();
                    case 14 -> spendHeld();
                    case 15 -> readOn();
                    case 16 -> retain();
                    case 17 -> askForFault();
                    case 18 -> checkRoom();
                    default -> {
                        if (random.nextInt(3) == 0) {
                            crash();
                        }
                    }
                }
            }
            crash();
        }

        private byte[] fact() {
            int length =
                    random.nextInt(12) == 0
                            ? random.nextInt(GROUP - FactBuffer.LENGTH_BYTES + 1)
                            : random.nextInt(400);
            byte[] fact = new byte[length];
            random.nextBytes(fact);
            return fact;
        }

        private void append() {
            for (int more = random.nextInt(1, 6); more > 0; more--) {
                byte[] fact = fact();
                if (journal.reserve(1, fact.length)) {
                    append(fact);
                    journal.release(1, fact.length);
                }
            }
        }

        private void append(byte[] fact) {
            facts.add(fact);
            appended++;
            assertThat(journal.append(fact, 0, fact.length)).isEqualTo(facts.size());
        }

        private void hold() {
            boolean all = random.nextInt(4) == 0;
            int length = fact().length;
            while (journal.reserve(1, length)) {
                held.add(length);
                if (!all) {
                    return;
                }
                length = fact().length;
            }
        }

        /// Whatever was reserved can be appended and written without another segment.
        private void spendHeld() throws IOException {
            while (!held.isEmpty()) {
                int length = held.remove();
                append(new byte[length]);
                journal.release(1, length);
                if (random.nextBoolean() && !commitWithWhatIsThere()) {
                    return;
                }
            }
        }

        private void commit() throws IOException {
            if (random.nextBoolean()) {
                journal.space().prepare();
            }
            commitWithWhatIsThere();
        }

        /// Commits; after a fault restarts and answers false.
        private boolean commitWithWhatIsThere() throws IOException {
            try {
                // take() would wait without a shortage; with reserved room it never gets there.
                if (!journal.space().hasSpare()) {
                    journal.space().prepare();
                }
                journal.commit();
            } catch (IOException e) {
                assertThat(disk.hasFailed()).as("fails only with the disk: %s", e).isTrue();
                crash();
                return false;
            }
            acknowledge();
            return true;
        }

        private void acknowledge() {
            JournalPosition durable = journal.tail().position();
            if (durable.sequence() > acknowledged) {
                acknowledged = durable.sequence();
                positions.add(durable);
            }
        }

        private void readOn() throws IOException {
            while (reader.next()) {
                assertThat(reader.sequence()).isLessThanOrEqualTo(acknowledged);
                checkFact(reader);
            }
            assertThat(reader.sequence()).isEqualTo(acknowledged);
        }

        private void checkFact(JournalReader at) {
            byte[] read = Arrays.copyOfRange(at.bytes(), at.from(), at.from() + at.length());
            assertThat(read).isEqualTo(facts.get((int) at.sequence() - 1));
        }

        private void retain() throws IOException {
            long horizon = random.nextLong(1, acknowledged + 2);
            try {
                long oldest = journal.deleteBefore(horizon, null);
                assertThat(oldest).isLessThanOrEqualTo(Math.max(horizon, deletedBefore));
                deletedBefore = Math.max(deletedBefore, oldest);
            } catch (IOException e) {
                assertThat(disk.hasFailed()).isTrue();
                deletedBefore = Math.max(deletedBefore, horizon);
                crash();
            }
        }

        private void askForFault() {
            switch (random.nextInt(6)) {
                case 0 -> disk.failWriteAfter(random.nextInt(8));
                case 1 -> disk.failSyncAfter(random.nextInt(8));
                default -> {}
            }
        }

        private void checkRoom() {
            JournalStats stats = journal.stats();
            assertThat(held.isEmpty() || stats.roomBytes() >= stats.reservedBytes()).isTrue();
        }

        private void crash() throws IOException {
            crashes++;
            boolean power = random.nextBoolean();
            while (true) {
                reader.close();
                if (power) {
                    disk.losePower();
                } else {
                    disk.killProcess();
                }
                if (random.nextInt(4) == 0) {
                    disk.failSyncAfter(random.nextInt(3));
                }
                try {
                    journal = start();
                    break;
                } catch (IOException e) {
                    boolean full = String.valueOf(e.getMessage()).contains("no room");
                    assertThat(disk.hasFailed() || full).as("starts: %s", e).isTrue();
                    assertThat(full && !disk.hasFailed())
                            .as("a full disk can be started from")
                            .isFalse();
                    power = random.nextBoolean();
                }
            }
            disk.killProcess();
            held.clear();
            checkRecovered();
        }

        private void checkRecovered() throws IOException {
            long last = journal.tail().position().sequence();
            assertThat(last).isBetween(acknowledged, (long) facts.size());
            facts.subList((int) last, facts.size()).clear();
            acknowledge();
            acknowledged = last;
            long oldest = journal.segments().oldestSequence();
            assertThat(oldest).isLessThanOrEqualTo(Math.max(deletedBefore, 1));
            deletedBefore = oldest;
            reader = JournalReader.from(journal, oldest);
            readOn();
            positions.removeIf(position -> position.sequence() + 1 < oldest);
            for (JournalPosition position : positions) {
                if (random.nextInt(positions.size()) < 3) {
                    JournalReader.after(journal, position).close();
                }
            }
        }
    }
}
