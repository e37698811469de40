package io.tokengrid.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// The real program, `tokengrid up`, in a process of its own. The embedded PostgreSQL ends with it.
final class ChildProgram implements AutoCloseable {
    static final String CONFIG = "tokengrid.yaml";

    private static final String ANNOUNCES = "TokenGrid is up: ";
    private static final String LOG = "errors";
    private static final int LONGEST_START = 2_500;

    private final Process process;
    private final String address;

    private ChildProgram(Process process, String address) {
        this.process = process;
        this.address = address;
    }

    /// Starts it and waits until it takes calls.
    ///
    /// @param home a folder with its configuration and for its data and what it logs
    static ChildProgram up(Path home) throws IOException {
        Process process = start(home);
        var out = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null || !line.startsWith(ANNOUNCES)) {
            process.destroyForcibly();
            throw new AssertionError("it did not start: " + line + "\n" + logged(home));
        }
        return new ChildProgram(process, line.substring(ANNOUNCES.length()));
    }

    /// Starts it and kills it while it starts or soon after.
    static void dieEarly(Path home, RandomGenerator random)
            throws IOException, InterruptedException {
        Process process = start(home);
        if (process.waitFor(random.nextInt(LONGEST_START), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it did not start:\n" + logged(home));
        }
        process.destroyForcibly().waitFor();
    }

    private static Process start(Path home) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx480m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "up",
                        "--port",
                        "0",
                        "--config",
                        home.resolve(CONFIG).toString(),
                        "--data",
                        home.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.appendTo(home.resolve(LOG).toFile()))
                .start();
    }

    /// The end of what it logged, in all its lives.
    static String logged(Path home) throws IOException {
        try (Stream<String> lines = Files.lines(home.resolve(LOG))) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
        }
    }

    String address() {
        return address;
    }

    /// `kill -9`; returns when it is gone.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// SIGTERM; the exit status.
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end within a minute of SIGTERM");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
