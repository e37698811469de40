package io.tokengrid.storage.postgres;

import org.jspecify.annotations.Nullable;

/// The database cannot be used; the message says what is wrong, where, and what to do about it.
///
/// The message never holds a password and may be shown to an operator as it is.
public final class DatabaseUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DatabaseUnavailable(String message) {
        super(message);
    }

    public DatabaseUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
