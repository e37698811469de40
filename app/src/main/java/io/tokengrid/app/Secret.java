package io.tokengrid.app;

/// A key or password. It prints as stars, so that it reaches no log, error or dump by way of a
/// record that holds it.
///
/// @param value the secret itself; read it only where it is sent or compared
record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
