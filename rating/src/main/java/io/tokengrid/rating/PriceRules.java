package io.tokengrid.rating;

import java.util.List;

/// Everything that is said about prices at a time; a [PriceBook] makes effective rows of it.
///
/// @param rows in any order
/// @param modifiers in the order in which they multiply
/// @param exchangeRates at most one from a currency to another
public record PriceRules(
        List<PriceRow> rows, List<ModifierSet> modifiers, List<ExchangeRate> exchangeRates) {
    /// Nothing is said.
    public static final PriceRules NONE = new PriceRules(List.of(), List.of(), List.of());

    public PriceRules {
        rows = List.copyOf(rows);
        modifiers = List.copyOf(modifiers);
        exchangeRates = List.copyOf(exchangeRates);
    }

    /// Rows alone.
    public static PriceRules of(List<PriceRow> rows) {
        return new PriceRules(rows, List.of(), List.of());
    }
}
