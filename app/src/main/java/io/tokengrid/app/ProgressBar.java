package io.tokengrid.app;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// One line that shows how far long work is: redrawn on a terminal, every tenth part of the way
/// otherwise.
final class ProgressBar {
    private static final int WIDTH = 30;

    private final PrintWriter out;
    private final String unit;
    private final boolean terminal;
    private int shown = -1;

    ProgressBar(PrintWriter out, String unit) {
        terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        this.out = out;
        this.unit = unit;
    }

    /// The same at the pace since then.
    ///
    /// @param begun by [System#nanoTime]
    void show(long done, long total, long begun) {
        double seconds = Math.max(1e-9, (System.nanoTime() - begun) / 1e9);
        double perSecond = done / seconds;
        long millis = (long) ((total - done) / Math.max(1e-9, perSecond) * 1_000);
        show(done, total, perSecond, Duration.ofMillis(millis));
    }

    void show(long done, long total, double perSecond, Duration remaining) {
        int tenth = (int) (done * 10 / Math.max(1, total));
        if (!terminal && tenth == shown) {
            return;
        }
        shown = tenth;
        int filled = (int) (done * WIDTH / Math.max(1, total));
        String line =
                String.format(
                        Locale.ROOT,
                        "[%s%s] %3d%%  %,d of %,d %s  %,.0f/s  %s left",
                        "#".repeat(filled),
                        "-".repeat(WIDTH - filled),
                        done * 100 / Math.max(1, total),
                        done,
                        total,
                        unit,
                        perSecond,
                        shortened(remaining));
        out.print(terminal ? "\r" + line + "   " : line + System.lineSeparator());
        if (terminal && done == total) {
            out.println();
        }
        out.flush();
    }

    private static String shortened(Duration remaining) {
        long seconds = remaining.toSeconds();
        return seconds < 60 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
    }
}
