package io.tokengrid.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/// Where the figures were measured.
///
/// @param load of the last minute before the suite began, in runnable processes: above about 0.3
///   the machine was not quiet
public record Machine(
        int cores,
        String cpu,
        String kernel,
        String java,
        String nginx,
        double load,
        Instant date) {

    static Machine read(Cores cores) throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg"));
        return new Machine(
                cores.count(),
                model(Files.readString(Path.of("/proc/cpuinfo"))),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                System.getProperty("java.vendor") + " " + Runtime.version(),
                Child.find("nginx")
                        .map(nginx -> Child.output(List.of(nginx.toString(), "-v")))
                        .map(version -> version.replace("nginx version: ", ""))
                        .orElse("no nginx"),
                Double.parseDouble(load.substring(0, load.indexOf(' '))),
                Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }

    private static String model(String cpuinfo) {
        return cpuinfo.lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    /// As printed.
    public String line() {
        return String.format(
                Locale.ROOT,
                "machine: %d cores, %s, %s, Java %s, %s, load before %.2f, %s",
                cores,
                cpu,
                kernel,
                java,
                nginx,
                load,
                date);
    }
}
