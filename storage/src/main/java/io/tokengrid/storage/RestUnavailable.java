package io.tokengrid.storage;

/// What rests cannot be read. The message says why.
public final class RestUnavailable extends Exception {
    private static final long serialVersionUID = 1L;

    public RestUnavailable(String message) {
        super(message);
    }

    public RestUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
