package io.tokengrid.gateway;

import io.tokengrid.gateway.http.Exchange;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.storage.WakeOutcome;
import io.tokengrid.units.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Who a request comes from, by the key in `Authorization: Bearer KEY` or `x-api-key`.
final class Identity {
    private static final String AUTHORIZATION = "authorization";
    private static final String API_KEY = "x-api-key";
    private static final String BEARER = "Bearer ";
    private static final int MAX_LENGTH = 512;

    /// How long a request waits for an account that comes back from its rest (exactness D3).
    private static final Duration WAKE_LIMIT = Duration.ofSeconds(2);

    private Identity() {}

    /// What came of a request's key.
    sealed interface Found {
        /// The key may call.
        record Caller(KeyView key) implements Found {}

        record Barred(ApiError error) implements Found {}
    }

    /// Finds whose key a request carries, and whether it may call at all.
    ///
    /// @param then gets that once, on this loop: at once, unless the account may rest; then the
    ///   request is paused until it is back
    static void find(Exchange request, Edge edge, Consumer<Found> then) {
        String secret = secret(request);
        if (secret == null) {
            then.accept(new Found.Barred(Refusals.unauthorized()));
            return;
        }
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Sha256 hash = Sha256.digest(bytes, 0, bytes.length);
        Instant now = edge.now();
        KeyView key = edge.node().identify(hash, now);
        if (key != null) {
            then.accept(found(key, now));
            return;
        }
        switch (edge.node().whereabouts(new WakeBy.Secret(hash))) {
            case HERE -> then.accept(found(new WakeOutcome.Awake(), hash, edge));
            case NOWHERE -> then.accept(new Found.Barred(Refusals.unauthorized()));
            case PERHAPS_AT_REST -> awaken(hash, request, edge, then);
        }
    }

    private static void awaken(Sha256 secret, Exchange request, Edge edge, Consumer<Found> then) {
        var waiting = new Waiting(request, then);
        edge.after(WAKE_LIMIT, waiting::tooLate);
        edge.node()
                .wakes()
                .wake(
                        new WakeBy.Secret(secret),
                        outcome -> edge.run(() -> waiting.end(found(outcome, secret, edge))));
    }

    /// A request that waits for its account. Confined to its event loop.
    private static final class Waiting {
        private final Exchange request;
        private final Consumer<Found> then;
        private boolean over;

        Waiting(Exchange request, Consumer<Found> then) {
            this.request = request;
            this.then = then;
            request.pause();
        }

        void tooLate() {
            end(new Found.Barred(Refusals.accountUnavailable()));
        }

        void end(Found found) {
            if (!over) {
                over = true;
                then.accept(found);
                request.resume();
            }
        }
    }

    private static Found found(WakeOutcome outcome, Sha256 secret, Edge edge) {
        Instant now = edge.now();
        return switch (outcome) {
            case WakeOutcome.Awake _ -> {
                KeyView key = edge.node().identify(secret, now);
                yield key == null
                        ? new Found.Barred(Refusals.accountUnavailable())
                        : found(key, now);
            }
            case WakeOutcome.Unknown _ -> new Found.Barred(Refusals.unauthorized());
            case WakeOutcome.Unavailable _ -> new Found.Barred(Refusals.accountUnavailable());
        };
    }

    private static Found found(KeyView key, Instant now) {
        ApiError barred = Refusals.ofKey(key, now);
        return barred == null ? new Found.Caller(key) : new Found.Barred(barred);
    }

    private static @Nullable String secret(Exchange request) {
        String authorization = request.header(AUTHORIZATION);
        String secret =
                authorization != null
                                && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())
                        ? authorization.substring(BEARER.length()).strip()
                        : request.header(API_KEY);
        return secret == null || secret.isEmpty() || secret.length() > MAX_LENGTH ? null : secret;
    }
}
