package io.tokengrid.rating;

import java.util.Arrays;

/// Whose price it is.
public enum Side {
    /// What the customer pays us.
    SELL("sell"),
    /// What we pay the provider.
    BUY("buy");

    private final String key;

    Side(String key) {
        this.key = key;
    }

    /// Throws [IllegalArgumentException] for another name than `sell` and `buy`.
    public static Side of(String key) {
        return Arrays.stream(values())
                .filter(side -> side.key.equals(key))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("neither sell nor buy: '" + key + "'"));
    }

    /// The name in configuration, books and JSON.
    public String key() {
        return key;
    }
}
