package io.tokengrid.app.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The suite: makes the measurements one after the other, each in turns with what stands beside it.
/// For one thread; it moves the whole process between cores.
public final class Bench {
    private final Consumer<String> rows;
    private final Consumer<String> progress;

    /// @param rows takes the report's lines as they come
    /// @param progress takes what is being done
    public Bench(Consumer<String> rows, Consumer<String> progress) {
        this.rows = rows;
        this.progress = progress;
    }

    /// Measures; what cannot be measured here is left out by name.
    ///
    /// @throws BenchException if a measurement fails
    public Report run(BenchOptions options) throws IOException, InterruptedException {
        // Virtual threads get as many carriers as there are cores when the first one starts.
        Thread.startVirtualThread(() -> {}).join();
        Cores cores = Cores.ofThisProcess();
        Machine machine = Machine.read(cores);
        rows.accept(machine.line());
        var site = new Site(options.folder(), options.mainClass(), cores, options, progress);
        var measured = new ArrayList<Row>();
        var skipped = new ArrayList<String>();
        for (Measurement measurement : Measurement.values()) {
            if (!options.measurements().contains(measurement)) {
                continue;
            }
            List<String> missing = missing(measurement, cores);
            if (missing.isEmpty()) {
                measure(
                        measurement,
                        site,
                        row -> {
                            measured.add(row);
                            rows.accept(row.line());
                        });
            } else {
                String line =
                        measurement.key() + ": skipped, it needs " + String.join(", ", missing);
                skipped.add(line);
                rows.accept(line);
            }
        }
        return new Report(machine, measured, skipped);
    }

    private static List<String> missing(Measurement measurement, Cores cores) {
        var missing =
                new ArrayList<>(
                        measurement.programs().stream()
                                .filter(program -> Child.find(program).isEmpty())
                                .toList());
        if (cores.count() < measurement.cores()) {
            missing.add(measurement.cores() + " cores");
        }
        return missing;
    }

    private static void measure(Measurement measurement, Site site, Consumer<Row> rows)
            throws IOException, InterruptedException {
        try {
            switch (measurement) {
                case JSON -> new JsonRates(site).measure(rows);
                case LATENCY -> new AddedLatency(site).measure(rows);
                case STREAMS -> new OpenStreams(site).measure(rows);
                case JOURNAL -> new DurableFacts(site).measure(rows);
                case START -> new StartUp(site).measure(rows);
            }
        } finally {
            if (measurement.cores() > 1) {
                site.cores().everywhere(ProcessHandle.current().pid());
            }
        }
    }
}
