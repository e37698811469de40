package io.tokengrid.console;

import io.tokengrid.rating.ModifierSet;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Documents of prices by their texts, each of which a test says what it means.
final class FakePriceDocuments implements PriceDocuments {
    private final Map<String, Reading> known = new HashMap<>();
    boolean configured;

    void say(String document, PriceRules rules) {
        known.put(document, new Reading(rules, List.of()));
    }

    void say(String document, List<PriceRow> rows, List<ModifierSet> modifiers) {
        say(document, new PriceRules(rows, modifiers, List.of()));
    }

    @Override
    public boolean configured() {
        return configured;
    }

    @Override
    public Reading read(String document) {
        return known.getOrDefault(
                document,
                new Reading(
                        PriceRules.NONE,
                        List.of(new PriceMistake("document:1:1: not known", "write another"))));
    }
}
