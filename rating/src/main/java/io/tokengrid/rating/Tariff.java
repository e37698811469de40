package io.tokengrid.rating;

import io.tokengrid.metering.ServiceTier;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// All that decides a model's prices for one payer: first the context tier, then the time window,
/// then the service tier, each of which changes what the one before it left.
///
/// @param prices outside of every window, in the default service tier
/// @param windows in the order in which they are tried
/// @param serviceTiers at most one for each service tier
public record Tariff(
        TieredPrices prices, List<TimeWindow> windows, List<ServiceTierPrices> serviceTiers) {
    private static final int MOST_WINDOWS = 100;

    /// Throws [IllegalArgumentException] for two windows of one name, two rules for one service
    /// tier and more than 100 windows.
    public Tariff {
        windows = List.copyOf(windows);
        serviceTiers = List.copyOf(serviceTiers);
        if (windows.size() > MOST_WINDOWS) {
            throw new IllegalArgumentException(
                    "more than " + MOST_WINDOWS + " time windows: " + windows.size());
        }
        Set<String> names = new HashSet<>();
        for (TimeWindow window : windows) {
            if (!names.add(window.name())) {
                throw new IllegalArgumentException(
                        "two time windows are called '" + window.name() + "'");
            }
        }
        Set<ServiceTier> tiers = EnumSet.noneOf(ServiceTier.class);
        for (ServiceTierPrices rule : serviceTiers) {
            if (!tiers.add(rule.tier())) {
                throw new IllegalArgumentException(
                        "the service tier '" + rule.tier().key() + "' has two rules");
            }
        }
    }

    /// The same prices for every call.
    public static Tariff of(PriceList prices) {
        return new Tariff(TieredPrices.of(prices), List.of(), List.of());
    }

    /// The prices of the first context tier, outside of every window, in the default service tier.
    PriceList base() {
        return prices.tiers().getFirst().prices();
    }

    /// Whether every call has the same prices.
    public boolean flat() {
        return prices.flat() && windows.isEmpty() && serviceTiers.isEmpty();
    }
}
