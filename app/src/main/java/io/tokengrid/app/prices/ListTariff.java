package io.tokengrid.app.prices;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.rating.Change;
import io.tokengrid.rating.ContextTier;
import io.tokengrid.rating.DayRange;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PricedAt;
import io.tokengrid.rating.ServiceTierPrices;
import io.tokengrid.rating.Tariff;
import io.tokengrid.rating.TieredPrices;
import io.tokengrid.rating.TimeWindow;
import io.tokengrid.rating.WindowHours;
import io.tokengrid.units.TokenCount;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes list prices what a row of the price book says.
final class ListTariff {
    private ListTariff() {}

    /// Which of the calls outside of all ranges of input length a group of rates is for.
    private record Group(ServiceTier tier, String window) implements Comparable<Group> {
        @Override
        public int compareTo(Group other) {
            int byTier = tier.compareTo(other.tier);
            return byTier != 0 ? byTier : window.compareTo(other.window);
        }
    }

    /// The tariff of a list price. No source says which instant of a call decides about its hour:
    /// it is that of the call's admission.
    static Tariff of(ListPrice price) {
        var groups = new TreeMap<Group, List<Rates>>();
        for (Rates rates : price.rates()) {
            Condition condition = rates.condition();
            groups.computeIfAbsent(
                            new Group(condition.tier(), condition.window()), _ -> new ArrayList<>())
                    .add(rates);
        }
        var windows = new ArrayList<TimeWindow>();
        var serviceTiers = new ArrayList<ServiceTierPrices>();
        TieredPrices usual = null;
        for (var group : groups.entrySet()) {
            TieredPrices prices = tiers(group.getValue());
            Group key = group.getKey();
            if (!key.window().isEmpty()) {
                windows.add(window(key.window(), prices));
            } else if (key.tier() == ServiceTier.DEFAULT) {
                usual = prices;
            } else {
                serviceTiers.add(new ServiceTierPrices(key.tier(), new Change.Own(prices)));
            }
        }
        if (usual == null) {
            throw new IllegalArgumentException(price.id() + " has no usual price");
        }
        return new Tariff(usual, windows, serviceTiers);
    }

    private static TieredPrices tiers(List<Rates> rates) {
        var tiers = new ArrayList<ContextTier>();
        for (int i = 0; i < rates.size(); i++) {
            Condition condition = rates.get(i).condition();
            @Nullable TokenCount end =
                    i + 1 < rates.size()
                            ? new TokenCount(rates.get(i + 1).condition().above())
                            : condition.upTo().map(TokenCount::new).orElse(null);
            tiers.add(
                    new ContextTier(
                            new TokenCount(condition.above()),
                            end,
                            new PriceList(rates.get(i).perMillion())));
        }
        return new TieredPrices(tiers);
    }

    private static TimeWindow window(String text, TieredPrices prices) {
        int space = text.indexOf(' ');
        String hours = text.substring(0, space);
        return new TimeWindow(
                hours,
                WindowHours.daily(
                        ZoneId.of(text.substring(space + 1)),
                        Arrays.stream(hours.split(",")).map(DayRange::parse).toList()),
                PricedAt.ADMISSION,
                new Change.Own(prices));
    }
}
