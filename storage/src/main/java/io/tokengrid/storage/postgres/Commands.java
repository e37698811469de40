package io.tokengrid.storage.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs the short commands around the server, with an environment of our own.
final class Commands {
    private static final long LIMIT_SECONDS = 120;

    private Commands() {}

    /// How a command ended.
    ///
    /// @param status its exit status, 127 if it could not be started
    /// @param output what it wrote to standard output and standard error
    record Ended(int status, String output) {
        boolean well() {
            return status == 0;
        }
    }

    /// A process whose environment is ours alone: no `PGDATA` or locale of the caller's leaks in.
    static ProcessBuilder builder(Path workingFolder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.directory(workingFolder.toFile());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    }

    /// Runs a command to its end, which must come within two minutes.
    static Ended run(Path workingFolder, List<String> command) {
        try {
            Process process = builder(workingFolder, command).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return new Ended(124, output);
            }
            return new Ended(process.exitValue(), output.strip());
        } catch (IOException e) {
            return new Ended(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException("interrupted"));
        }
    }

    /// Sends a signal by its name, as `INT`; a process that is gone is not an error.
    ///
    /// The shell's own `kill` serves, as a Debian without procps has no other.
    static void signal(String name, long pid) {
        run(Path.of("/"), List.of("sh", "-c", "kill -" + name + " " + pid));
    }
}
