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

/// Prices usage: exact sums of price times count, without a division (exactness A1).
public final class Rater {
    private static final TokenClass[] CLASSES = TokenClass.values();
    private static final UsageUnit[] UNITS = UsageUnit.values();

    private Rater() {}

    /// What tokens cost, line by line. Throws [ArithmeticException] beyond 128 bits.
    public static Charge rate(PriceList prices, Usage usage) {
        return rate(prices, usage, UnitCounts.NONE);
    }

    /// What a call costs, line by line. A request without a price of its own is not missing one.
    /// Throws [ArithmeticException] beyond 128 bits.
    public static Charge rate(PriceList prices, Usage usage, UnitCounts units) {
        List<Charge.ChargeLine> lines = new ArrayList<>(4);
        List<Charge.Unpriced> unpriced = new ArrayList<>(0);
        Money total = Money.ZERO;
        for (TokenClass tokenClass : CLASSES) {
            TokenCount tokens = usage.count(tokenClass);
            if (tokens.isZero()) {
                continue;
            }
            Price price = prices.price(tokenClass);
            TokenClass source = prices.priceSource(tokenClass);
            if (price == null || source == null) {
                unpriced.add(new Charge.Unpriced(tokenClass, tokens));
                continue;
            }
            Money amount = price.times(tokens);
            total = total.plus(amount);
            lines.add(new Charge.ChargeLine(tokenClass, tokens, price, source, amount));
        }
        List<Charge.UnitLine> unitLines = new ArrayList<>(0);
        List<Charge.UnpricedUnit> unpricedUnits = new ArrayList<>(0);
        for (UsageUnit unit : UNITS) {
            long quantity = units.count(unit);
            UnitPrice price = prices.price(unit);
            if (quantity == 0 || (price == null && unit == UsageUnit.REQUEST)) {
                continue;
            }
            if (price == null) {
                unpricedUnits.add(new Charge.UnpricedUnit(unit, quantity));
                continue;
            }
            Money amount = price.times(quantity);
            total = total.plus(amount);
            unitLines.add(new Charge.UnitLine(unit, quantity, price, amount));
        }
        return new Charge(total, lines, unitLines, unpriced, unpricedUnits);
    }

    /// What a call costs, without the lines.
    public static Money total(PriceList prices, Usage usage, UnitCounts units) {
        Money total = total(prices, usage);
        for (var unit : prices.publishedUnits().entrySet()) {
            total = total.plus(unit.getValue().times(units.count(unit.getKey())));
        }
        return total;
    }

    /// What tokens cost, without the lines.
    public static Money total(PriceList prices, Usage usage) {
        Money total = Money.ZERO;
        for (TokenClass tokenClass : CLASSES) {
            Price price = prices.price(tokenClass);
            if (price != null) {
                total = total.plus(price.times(usage.count(tokenClass)));
            }
        }
        return total;
    }

    /// The most that a call can cost: every input token at the dearest input price, every output
    /// token at the dearest output price (exactness B1).
    public static Money ceiling(PriceList prices, TokenCount inputBound, TokenCount outputBound) {
        return prices.dearestInput()
                .times(inputBound)
                .plus(prices.dearestOutput().times(outputBound));
    }
}
