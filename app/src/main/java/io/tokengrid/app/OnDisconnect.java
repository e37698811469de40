package io.tokengrid.app;

/// What becomes of a stream whose client has left (`exactness.md`, C6).
enum OnDisconnect {
    DRAIN,
    CANCEL
}
