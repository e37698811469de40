package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A journal on a real file system of 6 MiB. Needs the right to mount one; [JournalFailureTest] has
/// the same on a simulated disk.
@Timeout(60)
class FullDiskTest {

    @TempDir Path folder;

    private boolean mounted;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        mounted = run("mount", "-t", "tmpfs", "-o", "size=6m", "none", folder.toString());
        assumeTrue(mounted, "mounting a file system is allowed");
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (mounted) {
            assertThat(run("umount", folder.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private SegmentJournal open() throws IOException {
        return SegmentJournal.open(folder, 1, JournalOptions.small(), new Random(1));
    }

    @Test
    void a_full_file_system_refuses_new_room_and_still_takes_what_was_reserved()
            throws IOException {
        byte[] fact = new byte[10_000];
        long last;
        try (SegmentJournal journal = open()) {
            Appender appender = new Appender(journal);
            assertThat(journal.reserve(20, 20 * fact.length)).isTrue();
            boolean full = false;
            while (!full) {
                if (journal.reserve(1, fact.length)) {
                    appendReserved(journal, appender, fact);
                } else {
                    full = !journal.stats().shortage().isEmpty();
                }
            }
            for (int reserved = 0; reserved < 20; reserved++) {
                appendReserved(journal, appender, fact);
            }
            last = journal.durableSequence();
            assertThat(last).isGreaterThan(100);
        }
        for (int start = 0; start < 10; start++) {
            try (SegmentJournal journal = open()) {
                assertThat(journal.durableSequence()).isEqualTo(last);
            }
        }
    }

    private static void appendReserved(SegmentJournal journal, Appender appender, byte[] fact) {
        long sequence = journal.append(fact, 0, fact.length);
        journal.release(1, fact.length);
        journal.wake();
        appender.awaitDurable(sequence);
    }
}
