package io.tokengrid.app;

import io.tokengrid.app.bench.Bench;
import io.tokengrid.app.bench.BenchException;
import io.tokengrid.app.bench.BenchOptions;
import io.tokengrid.app.bench.Measurement;
import io.tokengrid.app.bench.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tokengrid bench`: the benchmark suite.
@Command(
        name = "bench",
        description = {
            "Measures the gateway on one core beside nginx, the disk and the clock; prints ratios, one a line.",
            "Needs Linux, two cores, taskset and nginx; what lacks one is skipped by name, and the status is 1."
        },
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Option(names = "--json", paramLabel = "FILE", description = "Writes the report as JSON too.")
    private @Nullable Path json;

    @Option(
            names = "--quick",
            description =
                    "Shorter and fewer rounds and 1,000 streams: two minutes instead of 15, and coarse figures.")
    private boolean quick;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Measures only ${COMPLETION-CANDIDATES}; several with commas.")
    private @Nullable Set<Measurement> only;

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description =
                    "Where the temporary data folder is made: the disk that is measured (default: the system's"
                            + " temporary folder).")
    private @Nullable Path parent;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path folder = folder();
        try {
            Report report =
                    new Bench(line -> print(out, line), line -> print(err, "  " + line + " ..."))
                            .run(
                                    new BenchOptions(
                                            quick,
                                            only == null ? EnumSet.allOf(Measurement.class) : only,
                                            folder,
                                            Main.class.getName()));
            if (json != null) {
                Files.writeString(json, report.toJson());
            }
            if (!report.skipped().isEmpty()) {
                throw new CommandFailure(
                        "not everything could be measured",
                        "see the skipped lines above; Debian has nginx in the package nginx-light and taskset in"
                                + " util-linux");
            }
        } catch (BenchException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e.hint(), e);
        } finally {
            Folders.delete(folder);
        }
        return 0;
    }

    /// Others may pass it, because a database started by root runs as another user.
    private Path folder() throws IOException {
        Path above =
                parent == null
                        ? Path.of(System.getProperty("java.io.tmpdir"))
                        : Files.createDirectories(parent);
        Path folder = Files.createTempDirectory(above.toAbsolutePath(), "tokengrid-bench");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        return folder;
    }

    private static void print(PrintWriter to, String line) {
        to.println(line);
        to.flush();
    }
}
