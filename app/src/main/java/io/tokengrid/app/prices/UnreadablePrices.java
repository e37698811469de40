package io.tokengrid.app.prices;

/// A file of prices that cannot be read at all, by name, line and reason. A single entry that
/// cannot be used is no such case: it is [Skipped].
public final class UnreadablePrices extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param line from 1
    /// @param what to follow the file's name and line
    UnreadablePrices(String file, int line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
