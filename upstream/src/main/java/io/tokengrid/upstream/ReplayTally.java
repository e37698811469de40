package io.tokengrid.upstream;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Adds up a replay while it runs, and tells its progress ten times a second. Thread-safe.
final class ReplayTally {
    private static final long TELL_EVERY_NANOS = 100_000_000;

    private final long total;
    private final long started;
    private final Consumer<ReplayProgress> progress;
    private final Map<Integer, Long> statuses = new TreeMap<>();
    private final Map<String, Long> failures = new TreeMap<>();
    private final Map<String, BigDecimal> charges = new TreeMap<>();
    private final Histogram latencies = new Histogram();
    private Usage usage = Usage.NONE;
    private long exact;
    private long uncharged;
    private long retries;
    private long done;
    private long told;

    ReplayTally(long total, long now, Consumer<ReplayProgress> progress) {
        this.total = total;
        this.started = now;
        this.told = now;
        this.progress = progress;
    }

    synchronized void completed(TraceRequest asked, Reported answer, long nanos, long now) {
        latencies.record(nanos);
        statuses.merge(200, 1L, Long::sum);
        usage = usage.plus(answer.usage());
        if (answer.usage().input() == asked.inputTokens()
                && answer.usage().output() == asked.outputTokens()) {
            exact++;
        }
        if (answer.charge() == null) {
            uncharged++;
        } else {
            charges.merge(answer.currency(), answer.charge(), BigDecimal::add);
        }
        done(now);
    }

    synchronized void failed(int status, String reason, long now) {
        statuses.merge(status, 1L, Long::sum);
        failures.merge(reason, 1L, Long::sum);
        done(now);
    }

    synchronized void retried() {
        retries++;
    }

    private void done(long now) {
        done++;
        if (done == total || now - told >= TELL_EVERY_NANOS) {
            told = now;
            progress.accept(ReplayProgress.of(done, total, now - started));
        }
    }

    synchronized ReplayResult result(long now) {
        return new ReplayResult(
                Map.copyOf(statuses),
                Map.copyOf(failures),
                exact,
                usage,
                Map.copyOf(charges),
                uncharged,
                retries,
                latencies,
                Duration.ofNanos(now - started));
    }
}
