package io.tokengrid.rating;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.units.CurrencyCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The effective rows of a tariff for one choice of modifiers, and which of them a call has.
/// Immutable.
final class EffectiveTariff {
    /// So far ahead windows are looked up one by one; a later deadline may meet them all.
    private static final Duration FORESIGHT = Duration.ofDays(8);

    private final List<TimeWindow> windows;
    private final boolean windowsMayChange;
    private final ServiceTier[] ruled;
    private final Cell[][][] grid;

    /// @param upTo the longest prompt
    record Cell(long upTo, EffectivePrices prices) {}

    /// @param currency of the stages
    EffectiveTariff(
            Stages stages, PriceRow row, Side side, CurrencyCode currency, Numbers numbers) {
        Tariff tariff = stages.tariff();
        windows = tariff.windows();
        windowsMayChange = windows.stream().anyMatch(w -> w.at() != PricedAt.ADMISSION);
        ruled =
                tariff.serviceTiers().stream()
                        .map(ServiceTierPrices::tier)
                        .toArray(ServiceTier[]::new);
        var because = new Reason.OfRow(row);
        grid =
                stages.grid().stream()
                        .map(of ->
                                of.stream()
                                        .map(stage ->
                                                cells(stage, because, side, currency, numbers))
                                        .toArray(Cell[][]::new))
                        .toArray(Cell[][][]::new);
    }

    /// Hands out numbers of effective rows, up to a bound.
    static final class Numbers {
        private final int most;
        private final List<EffectivePrices> all = new ArrayList<>();

        Numbers(int most) {
            this.most = most;
        }

        List<EffectivePrices> all() {
            return all;
        }

        EffectivePrices add(
                PriceRow row,
                Side side,
                CurrencyCode currency,
                PriceList prices,
                List<Reason> reasons) {
            spare(1);
            var one = new EffectivePrices(all.size(), row, side, currency, prices, reasons);
            all.add(one);
            return one;
        }

        /// Throws [UnpublishableException] if so many more are too many.
        void spare(int more) {
            if (all.size() + more > most) {
                throw new UnpublishableException(
                        "tiers, windows, service tiers and modifiers make more than "
                                + most
                                + " effective rows; name groups instead of single customers, and"
                                + " let sets of modifiers apply 'best' or 'first' where no two of"
                                + " them should");
            }
        }
    }

    private static Cell[] cells(
            Stage stage, Reason.OfRow because, Side side, CurrencyCode currency, Numbers numbers) {
        return stage.prices().tiers().stream()
                .map(tier -> {
                    var reasons = new ArrayList<Reason>();
                    reasons.add(because);
                    if (!stage.prices().flat()) {
                        reasons.add(new Reason.OfTier(tier));
                    }
                    reasons.addAll(stage.because());
                    return new Cell(
                            tier.upTo() == null ? Long.MAX_VALUE : tier.upTo().value(),
                            numbers.add(because.row(), side, currency, tier.prices(), reasons));
                })
                .toArray(Cell[]::new);
    }

    /// The prices of a call; null if its prompt is longer than every tier.
    @Nullable EffectivePrices of(CallFacts call) {
        Cell[] tiers = grid[service(call.serviceTier())][window(call.moments())];
        long prompt = call.promptTokens().value();
        for (Cell tier : tiers) {
            if (prompt <= tier.upTo()) {
                return tier.prices();
            }
        }
        return null;
    }

    /// Adds every cell that a call within the bounds can reach.
    void reach(CallBounds call, List<Reach.Cell> reached) {
        boolean[] services = new boolean[grid.length];
        for (ServiceTier tier : call.serviceTiers()) {
            services[service(tier)] = true;
        }
        boolean[] inForce = windows(call.now(), call.deadline());
        for (int service = 0; service < grid.length; service++) {
            for (int window = 0; services[service] && window < inForce.length; window++) {
                if (inForce[window]) {
                    reach(grid[service][window], call.inputBound().value(), reached);
                }
            }
        }
    }

    private static void reach(Cell[] tiers, long inputBound, List<Reach.Cell> reached) {
        for (Cell tier : tiers) {
            long most = Math.min(tier.upTo(), inputBound);
            reached.add(new Reach.Cell(tier.prices().prices(), most));
            if (most == inputBound) {
                return;
            }
        }
    }

    private int service(ServiceTier tier) {
        for (int i = 0; i < ruled.length; i++) {
            if (ruled[i] == tier) {
                return i + 1;
            }
        }
        return 0;
    }

    private int window(Moments moments) {
        for (int i = 0; i < windows.size(); i++) {
            TimeWindow window = windows.get(i);
            if (window.hours().contains(window.at().of(moments))) {
                return i + 1;
            }
        }
        return 0;
    }

    /// Which windows, and whether none (the first), a call may fall into, if its answer begins and
    /// ends at any instants until its deadline.
    private boolean[] windows(Instant now, Instant deadline) {
        boolean[] possible = new boolean[windows.size() + 1];
        if (!windowsMayChange) {
            possible[window(Moments.at(now))] = true;
            return possible;
        }
        if (Duration.between(now, deadline).compareTo(FORESIGHT) > 0) {
            Arrays.fill(possible, true);
            return possible;
        }
        var instants = new TreeSet<Instant>(List.of(now));
        for (TimeWindow window : windows) {
            if (window.at() != PricedAt.ADMISSION) {
                instants.addAll(window.hours().changes(now, deadline));
            }
        }
        for (Instant firstByte : instants) {
            for (Instant completed : instants.tailSet(firstByte)) {
                possible[window(new Moments(now, firstByte, completed))] = true;
            }
        }
        return possible;
    }
}
