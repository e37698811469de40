package io.tokengrid.gateway;

/// What may stand in `Idempotency-Key`.
final class IdempotencyKeys {
    static final String RULE =
            "'Idempotency-Key' must have 1 to 255 bytes of visible ASCII characters.";

    private static final int MAX_BYTES = 255;

    private IdempotencyKeys() {}

    static boolean valid(String key) {
        return !key.isEmpty()
                && key.length() <= MAX_BYTES
                && key.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
