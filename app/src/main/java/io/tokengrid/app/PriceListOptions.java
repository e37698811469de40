package io.tokengrid.app;

import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// The settings of prices at one place of the file: one list of them, or one for each length of the
/// prompt.
///
/// @param perMillion by class of tokens
/// @param perUnit by other unit
/// @param above where a context tier begins
/// @param upTo where it ends
/// @param tierPerMillion by class of tokens, in a context tier
/// @param tierPerUnit by other unit, in a context tier
record PriceListOptions(
        Option<Price> perMillion,
        Option<UnitPrice> perUnit,
        Option<TokenCount> above,
        Option<TokenCount> upTo,
        Option<Price> tierPerMillion,
        Option<UnitPrice> tierPerUnit) {
    /// @param at what precedes the names, such as `prices[].` or `prices[].buy-`
    /// @param otherwise what holds for a class without a price
    /// @param meaning of a price by class
    static PriceListOptions at(String at, String otherwise, String meaning) {
        String tiers = at + "context-tiers[].";
        return new PriceListOptions(
                Option.optional(at + "per-million.*", Kind.price(), otherwise, "1.25", meaning),
                Option.optional(
                        at + "per-unit.*",
                        Kind.unitPrice(),
                        "use of the unit has no price",
                        "0.04",
                        "Price of one of a unit: %s."
                                .formatted(
                                        Arrays.stream(UsageUnit.values())
                                                .map(UsageUnit::key)
                                                .collect(Collectors.joining(", ")))),
                Option.optional(
                        tiers + "above",
                        Kind.tokens(),
                        "the end of the tier before it",
                        "0",
                        "Where a context tier begins, in tokens of the prompt; that many are not yet in it."),
                Option.optional(
                        tiers + "up-to",
                        Kind.tokens(),
                        "prompts of any length",
                        "128000",
                        "Where a context tier ends; that many tokens of the prompt are still in it."),
                Option.optional(
                        tiers + "per-million.*",
                        Kind.price(),
                        "its parent's price; input is required",
                        "2.5",
                        "Prices of the whole call, output too, if its prompt has so many tokens."),
                Option.optional(
                        tiers + "per-unit.*",
                        Kind.unitPrice(),
                        "use of the unit has no price",
                        "0.08",
                        "Prices of other units in the context tier."));
    }

    List<Option<?>> all() {
        return List.of(perMillion, perUnit, above, upTo, tierPerMillion, tierPerUnit);
    }
}
