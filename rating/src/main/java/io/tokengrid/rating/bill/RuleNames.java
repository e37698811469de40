package io.tokengrid.rating.bill;

import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.Reason;
import java.util.stream.Collectors;

/// The rules that made a price, by their names; empty where there is none of a kind.
///
/// @param row the row of the price book
/// @param tier by the length of the prompt
/// @param window by the hour
/// @param service by urgency
/// @param modifiers discounts, surcharges and margins
public record RuleNames(String row, String tier, String window, String service, String modifiers) {
    public static RuleNames of(EffectivePrices prices) {
        return new RuleNames(
                named(prices, "row"),
                named(prices, "context-tier"),
                named(prices, "time-window"),
                named(prices, "service-tier"),
                prices.reasons().stream()
                        .filter(reason -> reason instanceof Reason.OfModifier)
                        .map(Reason::rule)
                        .collect(Collectors.joining(", ")));
    }

    private static String named(EffectivePrices prices, String kind) {
        return prices.reasons().stream()
                .filter(reason -> reason.kind().equals(kind))
                .map(Reason::rule)
                .findFirst()
                .orElse("");
    }

    /// What the first rule is about that is another one than in `ours`, in the order in which rules
    /// apply.
    Finding.Kind differenceFrom(RuleNames ours) {
        if (!row.equals(ours.row)) {
            return Finding.Kind.PRICE_CHANGED;
        }
        if (!tier.equals(ours.tier)) {
            return Finding.Kind.TIER;
        }
        if (!window.equals(ours.window)) {
            return Finding.Kind.WINDOW;
        }
        return service.equals(ours.service) ? Finding.Kind.PRICE : Finding.Kind.SERVICE_TIER;
    }

    int differencesFrom(RuleNames ours) {
        return (row.equals(ours.row) ? 0 : 1)
                + (tier.equals(ours.tier) ? 0 : 1)
                + (window.equals(ours.window) ? 0 : 1)
                + (service.equals(ours.service) ? 0 : 1)
                + (modifiers.equals(ours.modifiers) ? 0 : 1);
    }

    /// The rule that a person would name: the last one that applies to some calls only.
    String label() {
        if (!service.isEmpty()) {
            return service;
        }
        if (!window.isEmpty()) {
            return window;
        }
        return tier.isEmpty() ? row : tier;
    }
}
