package io.tokengrid.gateway;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Token counting off the event loops. What a settlement needs is always taken, in a queue that the
/// open calls bound; an audit only while there is room, since it is a sample anyway.
final class Counting implements AutoCloseable {
    private static final int AUDITS = 2_000;

    private final ThreadPoolExecutor settlements =
            executor("tg-count", new LinkedBlockingQueue<>());
    private final ThreadPoolExecutor audits =
            executor("tg-audit", new ArrayBlockingQueue<>(AUDITS));
    private final LongAdder skipped = new LongAdder();

    /// Runs what a settlement waits for.
    void needed(Runnable count) {
        settlements.execute(count);
    }

    /// Runs an audit if there is room.
    void audit(Runnable count) {
        try {
            audits.execute(count);
        } catch (RejectedExecutionException _) {
            skipped.increment();
        }
    }

    /// Audits that found no room.
    long skipped() {
        return skipped.sum();
    }

    @Override
    public void close() {
        settlements.shutdown();
        audits.shutdown();
    }

    private static ThreadPoolExecutor executor(String name, BlockingQueue<Runnable> queue) {
        var threads = Thread.ofPlatform().daemon().name(name).factory();
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, queue, threads);
    }
}
