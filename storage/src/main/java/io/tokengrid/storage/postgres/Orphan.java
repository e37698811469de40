package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A server on our data folder that outlived the process which started it.
///
/// It is stopped, never reused: it runs with the settings of its day, writes its log to nobody, and
/// cannot be tied to us any more. The caller holds the folder's lock, so no living process owns it.
record Orphan(long pid) {
    private static final Logger LOG = System.getLogger(Orphan.class.getName());

    private static final long FAST_SECONDS = 60;
    private static final long IMMEDIATE_SECONDS = 10;

    /// The process that `postmaster.pid` names, if it lives and its command line names this folder.
    static Optional<Orphan> of(Path data) throws IOException {
        return namedProcess(data).filter(pid -> runsOn(pid, data)).map(Orphan::new);
    }

    /// The process that `postmaster.pid` names although it is no server of this folder.
    ///
    /// Ids repeat, above all in containers, and PostgreSQL would take such a stranger of the same
    /// user for its predecessor and refuse to start.
    static Optional<Long> stranger(Path data) throws IOException {
        return namedProcess(data).filter(pid -> !runsOn(pid, data));
    }

    /// Stops it: fast shutdown, then immediate (which is safe, and recovered from at the next
    /// start).
    void stop(Path data) {
        LOG.log(Level.INFO, "stopping PostgreSQL process {0}, left over on {1}", pid + "", data);
        Commands.signal("INT", pid);
        if (!gone(FAST_SECONDS)) {
            Commands.signal("QUIT", pid);
            if (!gone(IMMEDIATE_SECONDS)) {
                throw new DatabaseUnavailable(
                        "PostgreSQL process %d, left over on %s, does not stop; end it (kill -9 %d) and start again"
                                .formatted(pid, data, pid));
            }
        }
    }

    private boolean gone(long seconds) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        try {
            if (process.isPresent()) {
                process.get().onExit().get(seconds, TimeUnit.SECONDS);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("waiting for a process cannot fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailable("interrupted while stopping process " + pid, e);
        }
    }

    private static Optional<Long> namedProcess(Path data) throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,10}")) {
            return Optional.empty();
        }
        return Optional.of(Long.parseLong(lines.getFirst().strip()))
                .filter(pid -> ProcessHandle.of(pid).isPresent());
    }

    private static boolean runsOn(long pid, Path data) {
        try {
            byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            String[] words = new String(line, StandardCharsets.UTF_8).split("\0", -1);
            return words[0].endsWith("postgres") && Arrays.asList(words).contains(data.toString());
        } catch (IOException gone) {
            return false;
        }
    }
}
