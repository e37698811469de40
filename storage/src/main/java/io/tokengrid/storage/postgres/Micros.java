package io.tokengrid.storage.postgres;

import java.time.Instant;

/// Instants as PostgreSQL keeps them: whole microseconds, the rest cut off.
final class Micros {
    private static final long PER_SECOND = 1_000_000;

    private Micros() {}

    /// Since 1970. Throws [ArithmeticException] outside of 64 bits.
    static long of(Instant at) {
        return Math.addExact(
                Math.multiplyExact(at.getEpochSecond(), PER_SECOND), at.getNano() / 1_000);
    }

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
    }
}
