package io.tokengrid.storage.segment;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Computes running hashes. Not thread-safe.
final class HashChain {

    private final MessageDigest digest;

    HashChain() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256", e);
        }
    }

    /// The running hash after the group whose frame stands at `at`.
    RunningHash after(Frame frame, byte[] bytes, int at) {
        int hashed = Frame.HEADER - Frame.HASHED_FROM + frame.payload();
        digest.update(bytes, at + Frame.HASHED_FROM, hashed);
        return RunningHash.of(digest.digest());
    }
}
