package io.tokengrid.storage.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Starts the server, reads its log, and starts it again when it ends by itself.
///
/// All of that happens on one platform thread that lives until {@link #stop}: the server's death
/// signal is tied to the thread that started it, so a pooled or virtual thread would take the
/// server with it. The wait between starts grows from one second to thirty.
final class ServerGuard {
    private static final Logger LOG = System.getLogger(ServerGuard.class.getName());

    /// What the server logs once it takes connections.
    private static final String READY = "database system is ready to accept connections";

    private static final int REMEMBERED_LINES = 20;
    private static final long FIRST_PAUSE_SECONDS = 1;
    private static final long LONGEST_PAUSE_SECONDS = 30;
    private static final long FAST_MILLIS = 30_000;
    private static final long IMMEDIATE_MILLIS = 10_000;

    private final ProcessBuilder builder;
    private final Thread thread;
    private final CompletableFuture<Optional<String>> firstOutcome = new CompletableFuture<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private @Nullable Process process;
    private volatile boolean ready;

    ServerGuard(ProcessBuilder builder) {
        this.builder = builder;
        this.thread = Thread.ofPlatform().name("postgres-guard").daemon().unstarted(this::guard);
    }

    /// Starts the server and waits until it takes connections; recovery after a crash is included.
    ///
    /// @throws DatabaseUnavailable with the last lines of its log if it ends instead
    void start() {
        thread.start();
        try {
            Optional<String> failure = firstOutcome.get();
            if (failure.isPresent()) {
                throw new DatabaseUnavailable(failure.get());
            }
        } catch (ExecutionException e) {
            throw new AssertionError("the outcome is always a value", e);
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailable("interrupted while PostgreSQL was starting", e);
        }
    }

    /// Whether the server takes connections now.
    boolean ready() {
        return ready;
    }

    /// The process id of the server that runs now, or of the last one.
    synchronized long pid() {
        return process == null ? -1 : process.pid();
    }

    /// Fast shutdown: sessions are cut, everything is written; then harder, if that takes too long.
    void stop() {
        long pid;
        synchronized (this) {
            stopping.countDown();
            pid = process != null && process.isAlive() ? process.pid() : -1;
        }
        try {
            end(pid, "INT", FAST_MILLIS);
            end(pid, "QUIT", IMMEDIATE_MILLIS);
            end(pid, "KILL", IMMEDIATE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(long pid, String signal, long millis) throws InterruptedException {
        if (!thread.isAlive()) {
            return;
        }
        if (pid > 0) {
            Commands.signal(signal, pid);
        }
        thread.join(millis);
    }

    private void guard() {
        long pause = FIRST_PAUSE_SECONDS;
        while (true) {
            String end = runOnce();
            if (firstOutcome.complete(Optional.of(end)) || stopped()) {
                return;
            }
            pause = ready ? FIRST_PAUSE_SECONDS : Math.min(2 * pause, LONGEST_PAUSE_SECONDS);
            ready = false;
            LOG.log(Level.ERROR, "{0}; starting it again in {1} s", end, pause);
            if (stoppedWithin(pause)) {
                return;
            }
        }
    }

    /// Runs the server to its end, and says how it ended.
    private String runOnce() {
        Deque<String> last = new ArrayDeque<>();
        try {
            Process started = startUnlessStopped();
            if (started == null) {
                return "not started";
            }
            try (BufferedReader log = started.inputReader()) {
                for (String line = log.readLine(); line != null; line = log.readLine()) {
                    if (last.size() == REMEMBERED_LINES) {
                        last.removeFirst();
                    }
                    last.addLast(line);
                    LOG.log(level(line), line);
                    if (line.contains(READY)) {
                        ready = true;
                        firstOutcome.complete(Optional.empty());
                    }
                }
            }
            int status = started.waitFor();
            return "PostgreSQL ended with status " + status + ": " + String.join(" | ", last);
        } catch (IOException e) {
            return "PostgreSQL could not be started or its log not read: " + e.getMessage();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private synchronized @Nullable Process startUnlessStopped() throws IOException {
        if (stopped()) {
            return null;
        }
        process = builder.start();
        return process;
    }

    private boolean stopped() {
        return stopping.getCount() == 0;
    }

    private boolean stoppedWithin(long seconds) {
        try {
            return stopping.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    private static Level level(String line) {
        if (line.startsWith("PANIC:") || line.startsWith("FATAL:")) {
            return Level.WARNING;
        }
        return line.startsWith("WARNING:") ? Level.INFO : Level.DEBUG;
    }
}
