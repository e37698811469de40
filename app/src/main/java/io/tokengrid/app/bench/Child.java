package io.tokengrid.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A process of the suite. It ends with it.
final class Child implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;
    private static final int LAST_LINES = 5;

    private final Process process;
    private final Path log;
    private final Thread end;

    private Child(Process process, Path log) {
        this.process = process;
        this.log = log;
        end = Thread.ofPlatform().name("end-child").unstarted(process::destroy);
        Runtime.getRuntime().addShutdownHook(end);
    }

    /// Starts a command, with what it prints going into a file.
    static Child start(List<String> command, Path log) throws IOException {
        return new Child(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /// What a command prints, on either stream; empty if it cannot be run.
    static String output(List<String> command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip();
        } catch (IOException missing) {
            return "";
        }
    }

    /// Where a program lies: on the path, or where system programs do.
    static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Stream.of(path.split(":", -1))
                .map(folder -> Path.of(folder).resolve(program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    long id() {
        return process.pid();
    }

    boolean runs() {
        return process.isAlive();
    }

    /// What it said last, on one line.
    String lastWords() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    " / ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Override
    public void close() {
        process.destroy();
        @Nullable InterruptedException interrupted = null;
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            interrupted = e;
            process.destroyForcibly();
        }
        Runtime.getRuntime().removeShutdownHook(end);
        if (interrupted != null) {
            Thread.currentThread().interrupt();
        }
    }
}
