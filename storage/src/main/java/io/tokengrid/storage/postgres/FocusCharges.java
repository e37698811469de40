package io.tokengrid.storage.postgres;

import io.tokengrid.rating.focus.FocusRow;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The charges of organizations as rows of FOCUS.
///
/// Thread-safe and blocking. Throws [ViewsUnavailable] while the database is away.
public final class FocusCharges {
    private final Views views;

    public FocusCharges(Views views) {
        this.views = views;
    }

    /// Takes rows one at a time.
    public interface To {
        void row(FocusRow row) throws IOException;
    }

    /// Hands over all rows, as of one moment, without having them all in memory.
    public AsOf each(FocusQuery query, To to) throws IOException {
        try {
            return views.reading((connection, asOf) -> {
                new FocusReader(
                                connection,
                                query,
                                row -> {
                                    try {
                                        to.row(row);
                                    } catch (IOException e) {
                                        throw new UncheckedIOException(e);
                                    }
                                })
                        .read();
                return asOf;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
