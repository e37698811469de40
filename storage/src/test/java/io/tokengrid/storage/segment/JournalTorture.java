package io.tokengrid.storage.segment;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.concurrent.locks.LockSupport;

/// The process that [JournalKillTest] kills: appends facts without end, and prints each durable
/// sequence when it is.
final class JournalTorture {

    private JournalTorture() {}

    public static void main(String[] arguments) throws IOException {
        try (SegmentJournal journal =
                SegmentJournal.open(
                        Path.of(arguments[0]), 1, JournalOptions.small(), new SecureRandom())) {
            journal.onDurable(durable -> {
                System.out.println(durable);
                System.out.flush();
            });
            Appender appender = new Appender(journal);
            while (true) {
                appender.append();
                while (journal.lastSequence() - journal.durableSequence() > 500) {
                    LockSupport.parkNanos(10_000);
                }
            }
        }
    }
}
