package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import java.util.ArrayList;
import java.util.List;

/// Prices usage: exact sums of price times count, without a division (exactness A1).
public final class Rater {
    private static final TokenClass[] CLASSES = TokenClass.values();

    private Rater() {}

    /// What `usage` costs, line by line. Throws [ArithmeticException] beyond 128 bits.
    public static Charge rate(PriceList prices, Usage usage) {
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
        return new Charge(total, lines, unpriced);
    }

    /// What `usage` costs, without the lines.
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
