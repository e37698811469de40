package io.tokengrid.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Reads proc(5).
final class Proc {
    private static final Path ROOT = Path.of("/proc");

    private Proc() {}

    /// The threads that live.
    static List<ProcStat> threads(long process) throws IOException {
        var threads = new ArrayList<ProcStat>();
        try (Stream<Path> tasks =
                Files.list(ROOT.resolve(Long.toString(process)).resolve("task"))) {
            for (Path task : tasks.toList()) {
                try {
                    threads.add(ProcStat.parse(Files.readString(task.resolve("stat"))));
                } catch (NoSuchFileException _) {
                    // It has ended since it was listed.
                }
            }
        }
        return threads;
    }

    /// CPU time of a process and of all below it, those that ended included, in ticks.
    static long treeTicks(long process) throws IOException {
        ProcStat top = ProcStat.parse(read(process, "stat"));
        long ticks = top.ticks() + top.endedTicks();
        for (long below : below(process)) {
            try {
                ticks += ProcStat.parse(read(below, "stat")).ticks();
            } catch (NoSuchFileException _) {
                // It has ended since it was listed.
            }
        }
        return ticks;
    }

    static List<Long> below(long process) {
        return ProcessHandle.of(process)
                .map(handle -> handle.descendants().map(ProcessHandle::pid).toList())
                .orElse(List.of());
    }

    /// A line of `status` that counts kilobytes, such as `VmHWM`, the most memory that was
    /// resident.
    static double megabytes(long process, String line) throws IOException {
        return Double.parseDouble(field(process, line).replace("kB", "").strip()) / 1024;
    }

    /// A line of `status` without its name.
    static String field(long process, String name) throws IOException {
        return read(process, "status")
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IOException("/proc/PID/status has no line " + name));
    }

    private static String read(long process, String file) throws IOException {
        return Files.readString(ROOT.resolve(Long.toString(process)).resolve(file));
    }
}
