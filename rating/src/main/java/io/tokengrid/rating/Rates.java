package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The exchange rates of a book, and where they lead to.
final class Rates {
    private final Map<Pair, ExchangeRate> rates = new HashMap<>();
    private final List<ExchangeRate> inOrder;
    private final Map<String, Set<CurrencyCode>> own = new HashMap<>();
    private final Map<String, Map<CurrencyCode, ExchangeRate>> into = new HashMap<>();

    private record Pair(CurrencyCode from, CurrencyCode to) {}

    /// @param refusals takes a sentence for each rate that stands twice
    Rates(PriceRules rules, List<String> refusals) {
        inOrder = rules.exchangeRates();
        for (ExchangeRate rate : inOrder) {
            if (rates.put(new Pair(rate.from(), rate.to()), rate) != null) {
                refusals.add(rate.name() + " stands twice");
            }
        }
        for (PriceRow row : rules.rows()) {
            own.computeIfAbsent(row.model(), _ -> new HashSet<>()).add(row.currency());
        }
        own.forEach((model, currencies) -> into.put(model, into(currencies)));
    }

    /// Of the rates that lead from a model's currencies to one that it has no row in, the first
    /// each.
    private Map<CurrencyCode, ExchangeRate> into(Set<CurrencyCode> currencies) {
        var found = new HashMap<CurrencyCode, ExchangeRate>();
        for (ExchangeRate rate : inOrder) {
            if (currencies.contains(rate.from()) && !currencies.contains(rate.to())) {
                found.putIfAbsent(rate.to(), rate);
            }
        }
        return found;
    }

    /// The rate from a currency to another one; null if the book has none.
    @Nullable ExchangeRate between(CurrencyCode from, CurrencyCode to) {
        return rates.get(new Pair(from, to));
    }

    /// The currencies in which customers can pay what a row prices: its own, and those that its
    /// model has no row in and a rate leads to from this one.
    List<CurrencyCode> currencies(PriceRow row) {
        var currencies = new ArrayList<>(List.of(row.currency()));
        into.getOrDefault(row.model(), Map.of())
                .forEach((to, rate) -> {
                    if (rate.from().equals(row.currency())) {
                        currencies.add(to);
                    }
                });
        currencies.subList(1, currencies.size()).sort(null);
        return currencies;
    }
}
