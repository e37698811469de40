package io.tokengrid.documents.focus;

import java.util.Arrays;
import java.util.List;

/// A version of the specification.
public enum FocusVersion {
    V1_4("1.4"),
    /// The working draft of September 2026: what of SkuPriceDetails is about tokens has names of
    /// its own there (TokenCacheAction and TokenDirection, pull requests 2442 and 2606 of
    /// FOCUS_Spec). Before, custom properties say the same.
    V1_5_DRAFT("1.5-draft");

    private final String key;

    FocusVersion(String key) {
        this.key = key;
    }

    public String key() {
        return key;
    }

    /// Throws [IllegalArgumentException] for a version that is not known.
    public static FocusVersion of(String key) {
        return Arrays.stream(values())
                .filter(version -> version.key.equals(key))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "there is no version '" + key + "' here, but " + keys()));
    }

    public static List<String> keys() {
        return Arrays.stream(values()).map(FocusVersion::key).toList();
    }

    /// The name of a property that is defined since the draft.
    String property(String name) {
        return this == V1_4 ? "x_" + name : name;
    }
}
