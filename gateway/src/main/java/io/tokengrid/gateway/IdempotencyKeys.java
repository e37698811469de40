package io.tokengrid.gateway;

import java.nio.charset.StandardCharsets;

/// What may stand in `Idempotency-Key`.
final class IdempotencyKeys {
    static final String RULE = "'Idempotency-Key' must have 1 to 255 bytes.";

    private static final int MAX_BYTES = 255;

    private IdempotencyKeys() {}

    static boolean valid(String key) {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        return bytes >= 1 && bytes <= MAX_BYTES;
    }
}
