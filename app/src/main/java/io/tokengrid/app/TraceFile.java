package io.tokengrid.app;

import io.tokengrid.upstream.Trace;
import io.tokengrid.upstream.TraceException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A trace that a user names.
final class TraceFile {
    private TraceFile() {}

    /// Throws [CommandFailure] if there is none, or with file, line and reason if it is none.
    static Trace read(Path file) throws IOException {
        try {
            return Trace.read(file);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("there is no file " + file, "check its name", e);
        } catch (TraceException e) {
            throw new CommandFailure(
                    String.valueOf(e.getMessage()),
                    "known are Azure's and BurstGPT's CSV, Mooncake's and Qwen-Bailian's JSON lines",
                    e);
        }
    }
}
