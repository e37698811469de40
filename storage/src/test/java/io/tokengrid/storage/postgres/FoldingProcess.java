package io.tokengrid.storage.postgres;

import io.tokengrid.testing.Seeds;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/// Another process of ours, in which a node takes random traffic and folds it, until it is killed.
///
/// @param process the Java process
/// @param lines the folded sequence, again and again
record FoldingProcess(Process process, BufferedReader lines) implements AutoCloseable {
    /// Runs in the other process: the journal's folder, the schema's address in three parts, and
    /// the seed.
    static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        var address = new DatabaseConfig.External(arguments[1], arguments[2], arguments[3]);
        var schema = new FreshSchema(Database.open(address), address);
        try (FoldedNode node = FoldedNode.at(Path.of(arguments[0]), schema);
                Fold fold = node.fold()) {
            var traffic = node.traffic(Seeds.generator(Long.parseLong(arguments[4]))).begin(2);
            while (true) {
                traffic.steps(20);
                System.out.println(fold.status().folded());
            }
        }
    }

    static FoldingProcess start(Path folder, FreshSchema schema, long seed) throws IOException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:+UseSerialGC",
                                        "-Xmx256m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        Holder.classPath(),
                                        FoldingProcess.class.getName(),
                                        folder.toString(),
                                        schema.address().jdbcUrl(),
                                        schema.address().user(),
                                        schema.address().password(),
                                        Long.toString(seed)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return new FoldingProcess(process, process.inputReader());
    }

    /// Waits until so many facts more than at first are folded.
    void awaitFolded(long more) throws IOException {
        long first = -1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long folded = Long.parseLong(line);
            if (first < 0) {
                first = folded;
            }
            if (folded >= first + more) {
                return;
            }
        }
        throw new AssertionError("the other process ended by itself");
    }

    /// As `kill -9` does.
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
