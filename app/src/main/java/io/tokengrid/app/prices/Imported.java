package io.tokengrid.app.prices;

import java.util.List;

/// What a file of prices held.
///
/// @param prices in the order of the file
/// @param skipped the entries that could not be used
public record Imported(List<ListPrice> prices, List<Skipped> skipped) {
    public Imported {
        prices = List.copyOf(prices);
        skipped = List.copyOf(skipped);
    }
}
