package io.tokengrid.rating;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A tariff multiplied out: prices for each service tier in each window.
///
/// @param tariff whose windows and service tiers choose
/// @param grid by service tier (the first: one without a rule), then by window (the first: none)
record Stages(Tariff tariff, List<List<Stage>> grid) {
    /// All combinations of a tariff. Throws [UnpublishableException] where a product is no price.
    static Stages of(Tariff tariff) {
        List<Stage> windows = new ArrayList<>();
        Stage none = new Stage(tariff.prices(), List.of());
        windows.add(none);
        for (TimeWindow window : tariff.windows()) {
            windows.add(none.then(window.change(), new Reason.OfWindow(window)));
        }
        List<List<Stage>> grid = new ArrayList<>();
        grid.add(windows);
        for (ServiceTierPrices rule : tariff.serviceTiers()) {
            Reason reason = new Reason.OfServiceTier(rule);
            grid.add(windows.stream().map(stage -> stage.then(rule.change(), reason)).toList());
        }
        return new Stages(tariff, grid);
    }

    /// All combinations after a modifier. Throws [UnpublishableException] where a product is no
    /// price.
    Stages times(Modifier modifier) {
        Reason reason = new Reason.OfModifier(modifier);
        return each(stage -> stage.times(modifier.by(), reason));
    }

    /// All combinations in another currency. Throws [UnpublishableException] where a product is no
    /// price.
    Stages at(ExchangeRate rate) {
        Reason reason = new Reason.OfExchange(rate);
        try {
            return each(stage -> stage.times(rate.times(), reason));
        } catch (UnpublishableException e) {
            throw new UnpublishableException(rate.name() + ": " + e.getMessage());
        }
    }

    private Stages each(UnaryOperator<Stage> change) {
        return new Stages(
                tariff, grid.stream().map(row -> row.stream().map(change).toList()).toList());
    }
}
