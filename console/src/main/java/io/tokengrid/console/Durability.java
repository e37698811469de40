package io.tokengrid.console;

import io.tokengrid.storage.segment.SegmentJournal;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Lets control-plane threads wait until a fact survives any crash. The journal thread only wakes
/// them, and takes no lock while nobody waits. Thread-safe.
final class Durability {
    /// A sync that takes longer than this means a disk that is as good as gone.
    private static final long PATIENCE_SECONDS = 30;

    private final SegmentJournal journal;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile @Nullable IOException failure;

    Durability(SegmentJournal journal) {
        this.journal = journal;
        journal.onDurable(_ -> wake());
        journal.onFailure(cause -> {
            failure = cause;
            wake();
        });
    }

    /// Returns once the fact is durable; [ApiProblem] if that cannot be said.
    void await(long sequence) {
        waiting.incrementAndGet();
        lock.lock();
        try {
            long rest = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (journal.durableSequence() < sequence) {
                if (failure != null || rest <= 0) {
                    throw notDurable();
                }
                rest = moved.awaitNanos(rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notDurable();
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
    }

    private void wake() {
        if (waiting.get() > 0) {
            lock.lock();
            try {
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private static ApiProblem notDurable() {
        return ApiProblem.unavailable(
                "not_durable",
                "The change could not be made durable; it may or may not be in force.",
                "Read what is there before you repeat it; the server's log says what failed.");
    }
}
