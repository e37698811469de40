package io.tokengrid.rating;

import java.util.Arrays;

/// How urgently a call is served. Which one it was is decided by what the provider says it did.
///
/// The order of the constants is fixed: append, never reorder.
public enum ServiceTier {
    /// As usual.
    DEFAULT("default"),
    /// Within hours, as part of a batch.
    BATCH("batch"),
    /// When there is room.
    FLEX("flex"),
    /// Before others.
    PRIORITY("priority");

    private final String key;

    ServiceTier(String key) {
        this.key = key;
    }

    /// Throws [IllegalArgumentException] for a name that no service tier has.
    public static ServiceTier of(String key) {
        return Arrays.stream(values())
                .filter(tier -> tier.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "no service tier is called '"
                                        + key
                                        + "': default, batch, flex and priority are"
                                        + " known"));
    }

    /// The tier's name in configuration, price books, JSON and metrics, such as `batch`.
    public String key() {
        return key;
    }
}
