package io.tokengrid.app;

import java.time.Duration;

/// How long and how many answers are kept for calls with an `Idempotency-Key` (`exactness.md`, E).
record Idempotency(Duration keep, ByteSize bytes) {
    static Idempotency read(Section section) {
        return new Idempotency(
                section.get(Options.IDEMPOTENCY_KEEP), section.get(Options.IDEMPOTENCY_BYTES));
    }
}
