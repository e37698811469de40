package io.tokengrid.app;

/// A configuration that cannot be used. The message is one line, `file:line:column: setting: what
/// is wrong`, and never holds a secret; the hint says what is allowed.
final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String hint;

    ConfigException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
