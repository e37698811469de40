package io.tokengrid.storage.postgres;

/// A replica cannot be gone on with, or nothing can be made from it; the message says why and what
/// to do.
public final class ReplicaRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ReplicaRefused(String message) {
        super(message);
    }
}
