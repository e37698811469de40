package io.tokengrid.app;

/// Who bears usage above the hold (`exactness.md`, B4).
enum Overrun {
    CHARGE,
    ABSORB
}
