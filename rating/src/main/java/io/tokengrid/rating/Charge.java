package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.util.ArrayList;
import java.util.List;

/// What a call costs by one price list: the exact sum of its lines, never rounded.
///
/// @param total the sum of the lines' amounts
/// @param lines one for each class with tokens, in the order of the classes
/// @param unitLines one for each other unit that was used and has a price, in the order of the
///   units
/// @param unpriced classes with tokens that have no price: flagged `price_missing`, charged once a
///   price is published
/// @param unpricedUnits likewise for other units
public record Charge(
        Money total,
        List<ChargeLine> lines,
        List<UnitLine> unitLines,
        List<Unpriced> unpriced,
        List<UnpricedUnit> unpricedUnits) {
    public Charge {
        lines = List.copyOf(lines);
        unitLines = List.copyOf(unitLines);
        unpriced = List.copyOf(unpriced);
        unpricedUnits = List.copyOf(unpricedUnits);
    }

    /// Of a call that the book has no prices for: nothing, and all of it is unpriced.
    public static Charge unpriced(Usage usage, UnitCounts units) {
        var tokens = new ArrayList<Unpriced>();
        for (TokenClass tokenClass : TokenClass.values()) {
            if (!usage.count(tokenClass).isZero()) {
                tokens.add(new Unpriced(tokenClass, usage.count(tokenClass)));
            }
        }
        var other = new ArrayList<UnpricedUnit>();
        for (UsageUnit unit : UsageUnit.values()) {
            if (units.count(unit) != 0 && unit != UsageUnit.REQUEST) {
                other.add(new UnpricedUnit(unit, units.count(unit)));
            }
        }
        return new Charge(Money.ZERO, List.of(), List.of(), tokens, other);
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

    /// Price times number of one unit.
    ///
    /// @param unit what was used
    /// @param quantity how many
    /// @param price of one
    /// @param amount exact
    public record UnitLine(UsageUnit unit, long quantity, UnitPrice price, Money amount) {}

    /// Tokens of a class without a price.
    public record Unpriced(TokenClass tokenClass, TokenCount tokens) {}

    /// A number of a unit without a price.
    public record UnpricedUnit(UsageUnit unit, long quantity) {}
}
