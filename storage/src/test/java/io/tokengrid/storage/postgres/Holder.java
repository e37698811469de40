package io.tokengrid.storage.postgres;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Another process of ours: it starts the server of a folder and holds it until its standard input
/// ends or it is killed.
///
/// @param process the Java process
/// @param serverPid the PostgreSQL process that it started
record Holder(Process process, long serverPid) implements AutoCloseable {
    /// Runs in the other process. Before it starts the server, `postmaster.pid` may be made to name
    /// a living process of the same user that is no server.
    static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        boolean withStranger = arguments.length > 1;
        Process stranger = new ProcessBuilder("cat").start();
        if (withStranger) {
            Files.writeString(
                    folder.resolve("data/postmaster.pid"),
                    stranger.pid() + "\n" + folder.resolve("data") + "\n");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder)) {
            System.out.println(postgres.pid());
            while (System.in.read() >= 0) {}
        } finally {
            stranger.destroy();
        }
    }

    static Holder start(Path folder) throws IOException {
        return start(List.of(), classPath(), folder);
    }

    static Holder start(List<String> prefix, String classPath, Path folder, String... more)
            throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        classPath,
                        Holder.class.getName(),
                        folder.toString()));
        command.addAll(List.of(more));
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader();
        String line = out.readLine();
        if (line == null) {
            throw new AssertionError("the other process ended before its server was ready");
        }
        return new Holder(process, Long.parseLong(line));
    }

    /// The class path of this process, whose own may be hidden in a manifest.
    static String classPath() {
        return System.getProperty(
                "surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /// A copy of the class path that any user can read.
    static String publicClassPath(Path folder) throws IOException {
        List<String> copies = new ArrayList<>();
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            Path source = Path.of(entry);
            if (!Files.exists(source)) {
                continue;
            }
            Path copy = folder.resolve(copies.size() + "-" + source.getFileName());
            try (Stream<Path> paths = Files.walk(source)) {
                for (Path path : paths.toList()) {
                    Files.copy(path, copy.resolve(source.relativize(path).toString()));
                }
            }
            copies.add(copy.toString());
        }
        return String.join(File.pathSeparator, copies);
    }

    ProcessHandle server() {
        return ProcessHandle.of(serverPid).orElseThrow();
    }

    /// As `kill -9` does.
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /// Lets it end by itself.
    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().join();
    }
}
