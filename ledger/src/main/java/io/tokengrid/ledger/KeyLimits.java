package io.tokengrid.ledger;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a key may be used for.
///
/// @param expires the first instant at which it is refused; null if it does not expire
/// @param models the only models it may call; empty for all
public record KeyLimits(@Nullable Instant expires, List<String> models) {
    public static final KeyLimits NONE = new KeyLimits(null, List.of());

    public KeyLimits {
        models = List.copyOf(models);
    }
}
