package io.tokengrid.storage.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that appends, at any moment, and looks at what it left.
class JournalKillTest {

    @TempDir Path folder;

    @Test
    void no_fact_reported_durable_is_lost_to_kill_9() throws IOException, InterruptedException {
        killRounds(3);
    }

    @Test
    @Tag("long")
    void no_fact_reported_durable_is_lost_to_20_times_kill_9()
            throws IOException, InterruptedException {
        killRounds(20);
    }

    private void killRounds(int rounds) throws IOException, InterruptedException {
        long seed = System.nanoTime();
        System.out.println("Seed of the moments of the kills: " + seed);
        Random random = new Random(seed);
        long reported = 0;
        for (int round = 1; round <= rounds; round++) {
            reported = runAndKill(reported + random.nextInt(20_000));
            try (SegmentJournal journal =
                    SegmentJournal.open(folder, 1, JournalOptions.small(), random)) {
                assertThat(journal.epoch()).isEqualTo(2 * round);
                assertThat(journal.durableSequence()).isGreaterThanOrEqualTo(reported);
                assertThat(readAll(journal)).isEqualTo(journal.durableSequence());
                reported = journal.durableSequence();
            }
        }
    }

    /// Kills the process once it has reported a fact from `until` on; answers the last one it
    /// reported.
    private long runAndKill(long until) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                JournalTorture.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        long reported = 0;
        try (BufferedReader lines = process.inputReader()) {
            String line = lines.readLine();
            while (line != null) {
                reported = Long.parseLong(line);
                if (reported >= until) {
                    // By its handle, which leaves what it has printed to be read.
                    process.toHandle().destroyForcibly();
                }
                line = lines.readLine();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(reported)
                .as("the process was killed, and did not end by itself")
                .isGreaterThanOrEqualTo(until);
        return reported;
    }

    private static long readAll(SegmentJournal journal) throws IOException {
        long read = 0;
        try (JournalReader reader = journal.read(1)) {
            while (reader.next()) {
                read++;
                assertThat(reader.sequence()).isEqualTo(read);
                byte[] expected = Appender.fact(read);
                assertThat(
                                Arrays.equals(
                                        reader.bytes(),
                                        reader.from(),
                                        reader.from() + reader.length(),
                                        expected,
                                        0,
                                        expected.length))
                        .isTrue();
            }
        }
        return read;
    }
}
