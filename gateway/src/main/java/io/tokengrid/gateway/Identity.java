package io.tokengrid.gateway;

import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.Node;
import io.tokengrid.units.Sha256;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Who a request comes from, by the key in `Authorization: Bearer KEY` or `x-api-key`.
final class Identity {
    private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");
    private static final String BEARER = "Bearer ";
    private static final int MAX_LENGTH = 512;

    private Identity() {}

    /// The key that a request carries, whatever its state; null if there is no such key.
    static @Nullable KeyView of(HttpServerRequest request, Node node) {
        String secret = secret(request);
        if (secret == null) {
            return null;
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Sha256 hash = Sha256.digest(bytes, 0, bytes.length);
        return node.read(state -> state.ledger().keyBySecret(hash));
    }

    private static @Nullable String secret(HttpServerRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        String secret =
                authorization != null
                                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        ? authorization.substring(BEARER.length()).strip()
                        : request.getHeader(API_KEY);
        return secret == null || secret.isEmpty() || secret.length() > MAX_LENGTH ? null : secret;
    }
}
