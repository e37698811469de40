package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import java.util.List;

/// What a call costs by one price list: the exact sum of its lines, never rounded.
///
/// @param total the sum of the lines' amounts
/// @param lines one for each class with tokens, in the order of the classes
/// @param unpriced classes with tokens that have no price: flagged `price_missing`, charged once a
///   price is published
public record Charge(Money total, List<ChargeLine> lines, List<Unpriced> unpriced) {
    public Charge {
        lines = List.copyOf(lines);
        unpriced = List.copyOf(unpriced);
    }

    /// Price times count of one class.
    ///
    /// @param tokenClass the class of the tokens
    /// @param tokens how many
    /// @param price per million tokens
    /// @param priceSource the class whose price it is: another than `tokenClass` where the price
    ///   list leaves that one out
    /// @param amount exact
    public record ChargeLine(
            TokenClass tokenClass,
            TokenCount tokens,
            Price price,
            TokenClass priceSource,
            Money amount) {}

    /// Tokens of a class without a price.
    public record Unpriced(TokenClass tokenClass, TokenCount tokens) {}
}
