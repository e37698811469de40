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

    private static final int MAX_MODELS = 1_000;
    private static final int MAX_LENGTH = 200;

    /// Throws [IllegalArgumentException] for more than 1,000 models or a name that is none.
    public KeyLimits {
        if (models.size() > MAX_MODELS) {
            throw new IllegalArgumentException("a key names at most " + MAX_MODELS + " models");
        }
        models.forEach(model -> Text.require("models", model, MAX_LENGTH));
        models = List.copyOf(models);
    }
}
