package io.tokengrid.upstream;

/// A request that cannot be understood; becomes status 400 with this message.
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadRequest(String message) {
        super(message, null, false, false);
    }
}
