package io.tokengrid.app.bench;

/// A measurement could not be made; says why and what to do.
public final class BenchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String hint;

    BenchException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    /// What its user can do.
    public String hint() {
        return hint;
    }
}
