package io.tokengrid.console;

import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.random.RandomGenerator;

/// Draws ids and the secrets of keys. As good as its source of randomness, and as thread-safe.
final class Secrets {
    private static final String PREFIX = "tg-";
    private static final int SECRET_BYTES = 32;

    private final RandomGenerator random;

    Secrets(RandomGenerator random) {
        this.random = random;
    }

    OrganizationId organization() {
        return new OrganizationId(positive());
    }

    KeyId key() {
        return new KeyId(positive());
    }

    /// 256 random bits as `tg-` and 43 letters, digits, `-` or `_`.
    String secret() {
        byte[] bits = new byte[SECRET_BYTES];
        random.nextBytes(bits);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    static Sha256 hash(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        return Sha256.digest(bytes, 0, bytes.length);
    }

    private long positive() {
        return random.nextLong(1, Long.MAX_VALUE);
    }
}
