package io.tokengrid.rating;

/// Rows and modifiers that together are no price book. Its message says why.
final class UnpublishableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnpublishableException(String message) {
        super(message);
    }
}
