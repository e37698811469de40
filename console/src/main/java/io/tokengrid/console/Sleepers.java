package io.tokengrid.console;

import io.tokengrid.ledger.KeyView;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.WakeBy;
import io.tokengrid.storage.WakeOutcome;
import io.tokengrid.units.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Organizations that may be at rest (exactness D3): whoever is read or changed is brought back
/// first, and does not go to rest soon. Blocks; thread-safe.
final class Sleepers {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Node node;
    private final InstantSource clock;

    Sleepers(Node node, InstantSource clock) {
        this.node = node;
        this.clock = clock;
    }

    /// Brings somebody back, if there is such a one. 503 if that cannot be found out.
    void wake(WakeBy by) {
        if (!node.hears(by, clock.instant())) {
            switch (node.wakes().await(by, PATIENCE)) {
                case WakeOutcome.Awake _, WakeOutcome.Unknown _ -> {}
                case WakeOutcome.Unavailable(String why) ->
                        throw ApiProblem.unavailable(
                                "account_unavailable",
                                "The account is at rest, or may be, and cannot be loaded: "
                                        + why
                                        + ".",
                                "Try again; GET /api/v1/status says how the views are.");
            }
        }
    }

    /// The key with a secret; null if there is none. 503 if that cannot be found out.
    @Nullable KeyView identify(Sha256 secret) {
        KeyView key = node.identify(secret, clock.instant());
        if (key == null) {
            wake(new WakeBy.Secret(secret));
            key = node.identify(secret, clock.instant());
        }
        return key;
    }
}
