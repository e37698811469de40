package io.tokengrid.rating;

import java.util.List;

/// Everything that is said about prices at a time, and who gets what is paid; a [PriceBook] makes
/// effective rows of it.
///
/// @param rows in any order
/// @param modifiers in the order in which they multiply
/// @param exchangeRates at most one from a currency to another
/// @param agreements the first that is for a call parts what is paid for it
public record PriceRules(
        List<PriceRow> rows,
        List<ModifierSet> modifiers,
        List<ExchangeRate> exchangeRates,
        List<Agreement> agreements) {
    /// Nothing is said.
    public static final PriceRules NONE = of(List.of());

    public PriceRules {
        rows = List.copyOf(rows);
        modifiers = List.copyOf(modifiers);
        exchangeRates = List.copyOf(exchangeRates);
        agreements = List.copyOf(agreements);
    }

    /// Without agreements.
    public PriceRules(
            List<PriceRow> rows, List<ModifierSet> modifiers, List<ExchangeRate> exchangeRates) {
        this(rows, modifiers, exchangeRates, List.of());
    }

    /// Rows alone.
    public static PriceRules of(List<PriceRow> rows) {
        return new PriceRules(rows, List.of(), List.of());
    }
}
