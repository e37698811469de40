package io.tokengrid.app.prices;

/// An entry of a file holds no price that can be used; the message says why, to follow the entry's
/// name.
final class NoPrice extends Exception {
    private static final long serialVersionUID = 1;

    NoPrice(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
