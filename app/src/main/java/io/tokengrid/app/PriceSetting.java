package io.tokengrid.app;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One row of the wished price book as the file has it.
///
/// @param effective from when it holds
/// @param perMillion what customers pay by class; has at least `input`
/// @param buyPerMillion what the provider takes, by class; empty where it is unknown
/// @param backdate whether the row may change one that was in force
record PriceSetting(
        String model,
        CurrencyCode currency,
        Instant effective,
        Map<TokenClass, Price> perMillion,
        Map<TokenClass, Price> buyPerMillion,
        boolean backdate) {

    static PriceSetting read(Section section) {
        Map<TokenClass, Price> sell = prices(section, "per-million", Options.PRICE_PER_MILLION);
        if (!sell.containsKey(TokenClass.INPUT)) {
            throw section.wrong(
                    "per-million",
                    "has no price of input",
                    "write input, with \"0\" where it is free");
        }
        return new PriceSetting(
                section.get(Options.PRICE_MODEL),
                section.get(Options.PRICE_CURRENCY),
                section.get(Options.PRICE_EFFECTIVE),
                sell,
                prices(section, "buy-per-million", Options.PRICE_BUY_PER_MILLION),
                section.get(Options.PRICE_BACKDATE));
    }

    private static Map<TokenClass, Price> prices(
            Section section, String key, Option<Price> option) {
        var prices = new EnumMap<TokenClass, Price>(TokenClass.class);
        section.valuesOf(key, option)
                .forEach((name, price) ->
                        prices.put(
                                byKey(name).orElseThrow(() -> unknown(section.section(key), name)),
                                price));
        return Map.copyOf(prices);
    }

    private static Optional<TokenClass> byKey(String key) {
        return Arrays.stream(TokenClass.values()).filter(c -> c.key().equals(key)).findFirst();
    }

    private static ConfigException unknown(Section section, String name) {
        List<String> known = Arrays.stream(TokenClass.values()).map(TokenClass::key).toList();
        String near = Nearest.to(name, known).orElseThrow();
        return section.wrong(name, "is not a class of tokens", "did you mean " + near + "?");
    }
}
