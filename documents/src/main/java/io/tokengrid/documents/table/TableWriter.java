package io.tokengrid.documents.table;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a table row by row, in memory that does not grow with their number. Closing it ends the
/// table; what was not closed is not complete. Not thread-safe.
public interface TableWriter extends Closeable {
    /// Writes the next row. Throws [IllegalArgumentException] for a value that its column cannot
    /// have, and [ArithmeticException] for a number with more digits than a column keeps: nothing
    /// is rounded.
    ///
    /// @param values in the order of the columns
    void row(List<? extends @Nullable Object> values) throws IOException;
}
