package io.tokengrid.gateway;

import io.tokengrid.storage.segment.SegmentJournal;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/// What an event loop does once facts are durable. The journal thread wakes the loop once for each
/// group, however many calls wait for it.
///
/// Confined to its event loop, but for the listener.
final class DurableWaits {
    private record Wait(long sequence, Runnable then) {}

    private final SegmentJournal journal;
    private final ArrayDeque<Wait> waits = new ArrayDeque<>();
    private volatile boolean waiting;

    DurableWaits(SegmentJournal journal, Executor loop) {
        this.journal = journal;
        journal.onDurable(_ -> {
            if (waiting) {
                loop.execute(this::drain);
            }
        });
    }

    /// Runs `then` on this loop once a fact is durable: at once if it is.
    void when(long sequence, Runnable then) {
        if (waits.isEmpty() && journal.durableSequence() >= sequence) {
            then.run();
            return;
        }
        waits.addLast(new Wait(sequence, then));
        waiting = true;
        // The sync may have ended between the look and the flag.
        if (journal.durableSequence() >= sequence) {
            drain();
        }
    }

    private void drain() {
        long durable = journal.durableSequence();
        Wait first = waits.peekFirst();
        while (first != null && first.sequence() <= durable) {
            waits.removeFirst();
            first.then().run();
            first = waits.peekFirst();
        }
        waiting = !waits.isEmpty();
        if (first != null && first.sequence() <= journal.durableSequence()) {
            drain();
        }
    }
}
