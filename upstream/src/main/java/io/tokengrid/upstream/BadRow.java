package io.tokengrid.upstream;

/// A row of a trace that is not understood.
final class BadRow extends Exception {
    private static final long serialVersionUID = 1L;

    BadRow(String message) {
        super(message, null, false, false);
    }
}
