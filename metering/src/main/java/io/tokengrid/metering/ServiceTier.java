package io.tokengrid.metering;

import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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

    private static final ServiceTier[] TIERS = values();

    private final String key;

    ServiceTier(String key) {
        this.key = key;
    }

    /// What a provider calls the tier that it gave: `standard`, `auto`, `on_demand` and words that
    /// nobody knows are the default one, `scale` too, which is paid for otherwise.
    ///
    /// @param word null if the provider said nothing
    public static ServiceTier reported(@Nullable String word) {
        if (word != null) {
            for (ServiceTier tier : TIERS) {
                if (tier.key.equalsIgnoreCase(word)) {
                    return tier;
                }
            }
        }
        return DEFAULT;
    }

    /// What a request may be given that asks for a tier: the one that it names, or the default one,
    /// which also stands in where a provider has no room in the other.
    ///
    /// @param word null if the request says nothing
    public static Set<ServiceTier> askedFor(@Nullable String word) {
        ServiceTier tier = reported(word);
        return tier == DEFAULT ? Set.of(DEFAULT) : Set.of(DEFAULT, tier);
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
