package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that were changed behind the journal's back: what start-up says, and what a repair does.
class JournalDamageTest {

    /// Twelve groups of one fact, each a sector; the epoch's frame before them.
    private static final int FACTS = 12;

    private static final long FACT_5 = 5L * Frame.SECTOR;
    private static final long END = (FACTS + 1L) * Frame.SECTOR;

    @TempDir Path folder;

    @BeforeEach
    void write() throws IOException {
        try (SegmentJournal journal = open()) {
            new Appender(journal).appendSingly(FACTS);
        }
    }

    private SegmentJournal open() throws IOException {
        return SegmentJournal.open(folder, 1, JournalOptions.small(), new Random(1));
    }

    private Path segment(long number) {
        return folder.resolve(SegmentName.of(number));
    }

    private static void overwrite(Path file, long offset, byte[] bytes) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            channel.write(ByteBuffer.wrap(bytes), offset);
        }
    }

    private static void flip(Path file, long offset) throws IOException {
        byte old = Files.readAllBytes(file)[(int) offset];
        overwrite(file, offset, new byte[] {(byte) (old ^ 1)});
    }

    @Test
    void any_bit_of_a_frame_that_others_follow_stops_the_start_with_file_and_offset()
            throws IOException {
        long length = Frame.HEADER + 1L + Appender.fact(5).length;
        for (long at = FACT_5; at < FACT_5 + length; at += 3) {
            flip(segment(1), at);
            assertThatThrownBy(this::open)
                    .isInstanceOfSatisfying(
                            JournalDamaged.class,
                            damaged -> {
                                assertThat(damaged.file()).isEqualTo(segment(1).toString());
                                assertThat(damaged.offset()).isEqualTo(FACT_5);
                            })
                    .hasMessageContaining("fact 5 should follow")
                    .hasMessageContaining("fact 6 of epoch 1 after it can")
                    .hasMessageContaining("journal repair");
            flip(segment(1), at);
        }
        open().close();
    }

    @Test
    void the_padding_between_frames_means_nothing() throws IOException {
        flip(segment(1), FACT_5 + Frame.SECTOR - 1);
        open().close();
    }

    @Test
    void a_bad_last_frame_is_a_torn_end_and_its_facts_were_never_promised() throws IOException {
        flip(segment(1), END - Frame.SECTOR + Frame.HEADER);
        assertThat(JournalRepair.inspect(folder))
                .isEqualTo(new JournalCondition.Sound(FACTS - 1, 1, 1));
        try (SegmentJournal journal = open()) {
            assertThat(journal.lastSequence()).isEqualTo(FACTS - 1);
        }
    }

    @Test
    void a_frame_moved_or_repeated_does_not_fit_where_it_stands() throws IOException {
        byte[] all = Files.readAllBytes(segment(1));
        byte[] fourth = new byte[Frame.SECTOR];
        System.arraycopy(all, 4 * Frame.SECTOR, fourth, 0, Frame.SECTOR);
        overwrite(segment(1), END, fourth);
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining("fact 4 of epoch 1, does not follow");
        overwrite(segment(1), END, new byte[Frame.SECTOR]);
        overwrite(segment(2), 0, all);
        try (SegmentJournal journal = open()) {
            assertThat(journal.lastSequence())
                    .as("frames of another segment never parse")
                    .isEqualTo(FACTS);
        }
    }

    @Test
    void a_frame_of_another_history_does_not_fit_though_all_its_numbers_do() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (SegmentJournal journal =
                SegmentJournal.open(other, 1, JournalOptions.small(), new Random(1))) {
            Appender appender = new Appender(journal);
            for (int fact = 1; fact <= 5; fact++) {
                long sequence = journal.append(new byte[Appender.fact(fact).length], 0, 6);
                journal.wake();
                appender.awaitDurable(sequence);
            }
        }
        byte[] frames = Files.readAllBytes(other.resolve(SegmentName.of(1)));
        overwrite(
                segment(1),
                FACT_5,
                Arrays.copyOfRange(frames, (int) FACT_5, (int) FACT_5 + Frame.SECTOR));
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining("fact 5 of epoch 1, does not follow");
    }

    @Test
    void a_missing_segment_is_named() throws IOException {
        byte[] large = new byte[200_000];
        try (SegmentJournal journal = open()) {
            Appender appender = new Appender(journal);
            for (int fact = 0; fact < 20; fact++) {
                long sequence = journal.append(large, 0, large.length);
                journal.wake();
                appender.awaitDurable(sequence);
            }
        }
        Files.move(segment(3), folder.resolve("elsewhere"));
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining(segment(3).toString())
                .hasMessageContaining("segment 4 after it begins with fact");
        Files.move(folder.resolve("elsewhere"), segment(3));
        flip(segment(2), 0);
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining(segment(2).toString());
    }

    @Test
    void damage_in_an_older_segment_stops_whoever_reads_it() throws IOException {
        byte[] large = new byte[200_000];
        try (SegmentJournal journal = open()) {
            Appender appender = new Appender(journal);
            for (int fact = 0; fact < 20; fact++) {
                long sequence = journal.append(large, 0, large.length);
                journal.wake();
                appender.awaitDurable(sequence);
            }
        }
        flip(segment(2), 700_000);
        try (SegmentJournal journal = open();
                JournalReader reader = journal.read(1)) {
            assertThatThrownBy(
                            () -> {
                                while (reader.next()) {
                                    assertThat(reader.length()).isPositive();
                                }
                            })
                    .isInstanceOf(JournalDamaged.class)
                    .hasMessageContaining(segment(2).toString());
        }
        assertThat(JournalRepair.inspect(folder))
                .isInstanceOfSatisfying(
                        JournalCondition.Damaged.class,
                        damaged -> {
                            assertThat(damaged.file()).isEqualTo(segment(2).toString());
                            assertThat(damaged.highestSequence()).isEqualTo(FACTS + 20);
                            assertThat(damaged.segmentsAfter()).isEqualTo(2);
                            assertThat(damaged.startRefused()).isFalse();
                        });
    }

    @Test
    void a_repair_says_what_it_would_lose_and_cuts_only_when_told() throws IOException {
        byte[] whole = Files.readAllBytes(segment(1));
        flip(segment(1), FACT_5 + Frame.HEADER);
        JournalCondition.Damaged expected =
                new JournalCondition.Damaged(segment(1).toString(), FACT_5, 4, FACTS, 7, 0, true);
        assertThat(expected.lostFacts()).isEqualTo(8);
        assertThat(JournalRepair.inspect(folder)).isEqualTo(expected);
        assertThatThrownBy(this::open).isInstanceOf(JournalDamaged.class);

        assertThat(JournalRepair.cut(folder)).isEqualTo(expected);

        assertThat(JournalRepair.inspect(folder)).isEqualTo(new JournalCondition.Sound(4, 1, 1));
        try (SegmentJournal journal = open()) {
            assertThat(journal.lastSequence()).isEqualTo(4);
            new Appender(journal).appendSingly(1);
        }
        byte[] kept = Files.readAllBytes(folder.resolve(SegmentName.of(1) + "-" + FACT_5 + ".cut"));
        kept[(int) FACT_5 + Frame.HEADER] ^= 1;
        assertThat(kept).isEqualTo(whole);
    }

    @Test
    void after_a_cut_no_epoch_is_begun_again_that_was_lost() throws IOException {
        open().close();
        try (SegmentJournal journal = open()) {
            assertThat(journal.epoch()).isEqualTo(3);
            new Appender(journal).appendSingly(2);
        }
        flip(segment(1), FACT_5 + Frame.HEADER);

        JournalRepair.cut(folder);

        assertThat(JournalRepair.inspect(folder)).isEqualTo(new JournalCondition.Sound(4, 3, 1));
        try (SegmentJournal journal = open()) {
            assertThat(journal.epoch()).isEqualTo(4);
            assertThat(journal.lastSequence()).isEqualTo(4);
        }
    }

    @Test
    void after_a_cut_at_the_end_of_a_full_segment_the_next_one_has_the_lost_epoch()
            throws IOException {
        byte[] fact = new byte[113 * Frame.SECTOR - Frame.HEADER - 10];
        try (SegmentJournal journal = open()) {
            Appender appender = new Appender(journal);
            for (int facts = 0; facts < 18; facts++) {
                appender.awaitDurable(append(journal, fact));
            }
            assertThat(Files.readAllBytes(segment(2))).containsOnly(0);
            appender.awaitDurable(append(journal, fact));
        }
        try (SegmentJournal journal = open()) {
            assertThat(journal.epoch()).isEqualTo(3);
            new Appender(journal).appendSingly(1);
        }
        flip(segment(2), Frame.HEADER);

        assertThat(JournalRepair.cut(folder))
                .isInstanceOfSatisfying(
                        JournalCondition.Damaged.class,
                        damaged -> assertThat(damaged.lastSequence()).isEqualTo(FACTS + 18));

        assertThat(JournalRepair.inspect(folder))
                .isEqualTo(new JournalCondition.Sound(FACTS + 18, 3, 2));
        try (SegmentJournal journal = open()) {
            assertThat(journal.epoch()).isEqualTo(4);
            new Appender(journal).appendSingly(1);
            assertThat(journal.lastSequence()).isEqualTo(FACTS + 19);
        }
    }

    private static long append(SegmentJournal journal, byte[] fact) {
        long sequence = journal.append(fact, 0, fact.length);
        journal.wake();
        return sequence;
    }

    @Test
    void a_repair_of_a_sound_journal_changes_nothing() throws IOException {
        assertThat(JournalRepair.cut(folder)).isEqualTo(new JournalCondition.Sound(FACTS, 1, 1));
        try (SegmentJournal journal = open()) {
            assertThat(journal.lastSequence()).isEqualTo(FACTS);
            assertThatThrownBy(() -> JournalRepair.inspect(folder))
                    .isInstanceOf(JournalFolderHeld.class);
        }
    }

    @Test
    void a_newer_format_is_refused_by_name() throws IOException {
        byte[] all = Files.readAllBytes(segment(1));
        ByteBuffer frame = ByteBuffer.wrap(all, 0, Frame.HEADER);
        frame.putInt(8, Frame.VERSION + 1);
        CRC32C crc = new CRC32C();
        crc.update(all, 4, Frame.HEADER - 4);
        frame.putInt(0, (int) crc.getValue());
        Files.write(segment(1), all);
        assertThatThrownBy(this::open)
                .isInstanceOf(JournalTooNew.class)
                .hasMessageContaining(segment(1).toString())
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> JournalRepair.inspect(folder)).isInstanceOf(JournalTooNew.class);
    }
}
