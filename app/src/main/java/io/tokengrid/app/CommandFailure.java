package io.tokengrid.app;

/// A command could not do its work for a reason that its user can act on: one line that says what,
/// one that says what to do. It becomes exit status 1 and two lines on standard error, without a
/// stack trace.
final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String hint;

    CommandFailure(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    CommandFailure(String message, String hint, Throwable cause) {
        super(message, cause);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
