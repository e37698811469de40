package io.tokengrid.storage.segment;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/// Appends numbered facts to a journal, holding a lock as a ledger would, and waits for durability.
final class Appender {

    private final SegmentJournal journal;
    private final Semaphore synced = new Semaphore(0);

    Appender(SegmentJournal journal) {
        this.journal = journal;
        journal.onDurable(durable -> synced.release());
        journal.onFailure(failure -> synced.release(1 << 20));
    }

    static byte[] fact(long number) {
        return ("fact " + number).getBytes(StandardCharsets.UTF_8);
    }

    long append() {
        long sequence;
        synchronized (this) {
            byte[] fact = fact(journal.lastSequence() + 1);
            sequence = journal.append(fact, 0, fact.length);
        }
        journal.wake();
        return sequence;
    }

    /// Appends facts until number `last` is there, then waits until it is durable.
    void appendUntil(long last) {
        long appended = journal.lastSequence();
        while (appended < last) {
            appended = append();
        }
        awaitDurable(last);
    }

    /// One group for each fact.
    void appendSingly(int facts) {
        for (int fact = 0; fact < facts; fact++) {
            awaitDurable(append());
        }
    }

    void awaitDurable(long sequence) {
        while (journal.durableSequence() < sequence) {
            synced.acquireUninterruptibly();
        }
    }
}
