package io.tokengrid.app;

import io.tokengrid.units.Factor;
import io.tokengrid.units.Rounding;
import java.util.List;

/// The settings of a multiplication of prices.
///
/// @param times the factor
/// @param only which prices
/// @param round how products with too many digits become prices
record ChangeOptions(Option<Factor> times, Option<String> only, Option<Rounding> round) {
    /// @param at what precedes the names, such as `prices[].windows[].`
    static ChangeOptions at(String at) {
        return new ChangeOptions(
                Option.optional(
                        at + "times",
                        Kind.factor(),
                        "there must be prices instead",
                        "0.5",
                        "What the prices are multiplied by: 0.5 is half price, 2 is double."),
                Option.optional(
                        at + "only[]",
                        Kind.name(),
                        "all prices",
                        "output",
                        "The classes and units whose prices are multiplied; the others stay."),
                Option.optional(
                        at + "round",
                        Kind.choice(Rounding.class),
                        "a product with too many digits is refused",
                        "half-up",
                        "How a product with too many digits becomes a price."));
    }

    List<Option<?>> all() {
        return List.of(times, only, round);
    }
}
