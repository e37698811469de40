package io.tokengrid.app.bench;

import java.util.List;
import java.util.Locale;

/// What the suite measures, in the order of the report.
public enum Measurement {
    /// Requests a second of 1 KB JSON calls on one core, beside nginx.
    JSON(true),
    /// Latency added at 2,000 calls a second, beside the disk's own.
    LATENCY(true),
    /// Latency of chunks and memory with thousands of open streams, beside nginx.
    STREAMS(true),
    /// Durable facts a second of the journal alone, beside the disk.
    JOURNAL(false),
    /// Seconds until the program is ready.
    START(false);

    private final boolean besideNginx;

    Measurement(boolean besideNginx) {
        this.besideNginx = besideNginx;
    }

    /// As on the command line.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Programs that it needs and that are not ours.
    List<String> programs() {
        return besideNginx ? List.of("taskset", "nginx") : List.of();
    }

    /// Cores that it needs, to pin what is measured apart from what measures.
    int cores() {
        return besideNginx ? 2 : 1;
    }
}
