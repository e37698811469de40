package io.tokengrid.app;

import io.tokengrid.console.PriceDocuments;
import io.tokengrid.rating.PriceRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Documents of prices that clients of the admin API send. They know nothing of the environment.
final class WrittenPrices implements PriceDocuments {
    private static final String NAME = "document";

    private final BooleanSupplier configured;

    /// @param configured whether the configuration in force has prices of its own
    WrittenPrices(BooleanSupplier configured) {
        this.configured = configured;
    }

    @Override
    public boolean configured() {
        return configured.getAsBoolean();
    }

    @Override
    public Reading read(String document) {
        var mistakes = new ArrayList<PriceMistake>();
        try {
            Section section = new ConfigSource(NAME, PriceOptions.OF_A_FILE).open(document);
            PriceRules prices =
                    PriceReader.read(List.of(section), mistake -> mistakes.add(told(mistake)));
            return new Reading(prices, mistakes);
        } catch (ConfigException e) {
            return new Reading(PriceRules.NONE, List.of(told(e)));
        }
    }

    private static PriceMistake told(ConfigException mistake) {
        return new PriceMistake(String.valueOf(mistake.getMessage()), mistake.hint());
    }
}
