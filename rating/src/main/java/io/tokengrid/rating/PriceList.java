package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The prices of one model per class of tokens and per other unit. A class without a price of its
/// own has its parent's (exactness A5): cached input, cache writes and media inputs that of input,
/// one-hour cache writes that of cache writes, reasoning and media outputs that of output. A unit
/// has its own price or none. A price of 0 is a price.
///
/// Immutable.
public final class PriceList {
    private final Map<TokenClass, Price> own = new EnumMap<>(TokenClass.class);
    private final Map<TokenClass, Price> effective = new EnumMap<>(TokenClass.class);
    private final Map<UsageUnit, UnitPrice> units = new EnumMap<>(UsageUnit.class);
    private final Price dearestInput;
    private final Price dearestOutput;

    /// Prices of tokens alone. Throws [IllegalArgumentException] if `input` has no price.
    public PriceList(Map<TokenClass, Price> prices) {
        this(prices, Map.of());
    }

    /// Throws [IllegalArgumentException] if `input` has no price, unless other units have one and
    /// tokens have none.
    ///
    /// @param prices of tokens
    /// @param perUnit of other units
    public PriceList(Map<TokenClass, Price> prices, Map<UsageUnit, UnitPrice> perUnit) {
        own.putAll(prices);
        units.putAll(perUnit);
        if (!own.containsKey(TokenClass.INPUT) && (!own.isEmpty() || units.isEmpty())) {
            throw new IllegalArgumentException("a price for 'input' is required");
        }
        Price input = Price.FREE;
        Price output = Price.FREE;
        for (TokenClass tokenClass : TokenClass.values()) {
            TokenClass source = priceSource(tokenClass);
            Price price = source == null ? null : own.get(source);
            if (price == null) {
                continue;
            }
            effective.put(tokenClass, price);
            if (tokenClass.isInput()) {
                input = dearer(input, price);
            } else {
                output = dearer(output, price);
            }
        }
        dearestInput = input;
        dearestOutput = output;
    }

    /// The price of a class, or null if neither it nor its parents have one.
    public @Nullable Price price(TokenClass tokenClass) {
        return effective.get(tokenClass);
    }

    /// The price of a unit, or null if it has none.
    public @Nullable UnitPrice price(UsageUnit unit) {
        return units.get(unit);
    }

    /// The class whose price a class has: itself or the nearest parent with a price; null if none.
    public @Nullable TokenClass priceSource(TokenClass tokenClass) {
        TokenClass at = tokenClass;
        while (at != null && !own.containsKey(at)) {
            at = at.parent();
        }
        return at;
    }

    /// The highest price that any input token can have.
    public Price dearestInput() {
        return dearestInput;
    }

    /// The highest price that any output token can have; free if the model has no output price.
    public Price dearestOutput() {
        return dearestOutput;
    }

    /// The prices as published, without inherited ones, in the order of the classes.
    public Map<TokenClass, Price> published() {
        return Collections.unmodifiableMap(own);
    }

    /// The prices of units as published, in the order of the units.
    public Map<UsageUnit, UnitPrice> publishedUnits() {
        return Collections.unmodifiableMap(units);
    }

    /// These prices, some of them multiplied. A class that inherits its price goes on doing so
    /// where its parent's is multiplied too; where only it is, it gets a price of its own.
    ///
    /// @throws UnpublishableException if a product is not a price and no rounding is named
    ///   (exactness A2)
    PriceList times(Change.Times times) {
        if (times.factor().equals(Factor.ONE) && times.prices().all()) {
            return this;
        }
        var tokens = new EnumMap<TokenClass, Price>(own);
        for (TokenClass tokenClass : times.prices().classes()) {
            TokenClass source = priceSource(tokenClass);
            Price price = effective.get(tokenClass);
            if (source == null || price == null) {
                continue;
            }
            if (source == tokenClass || !times.prices().classes().contains(source)) {
                tokens.put(tokenClass, times.of(tokenClass.key(), price));
            }
        }
        var others = new EnumMap<UsageUnit, UnitPrice>(units);
        others.replaceAll((unit, price) ->
                times.prices().units().contains(unit) ? times.of(unit.key(), price) : price);
        return new PriceList(tokens, others);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PriceList list && own.equals(list.own) && units.equals(list.units);
    }

    @Override
    public int hashCode() {
        return 31 * own.hashCode() + units.hashCode();
    }

    @Override
    public String toString() {
        return units.isEmpty() ? own.toString() : own + " " + units;
    }

    private static Price dearer(Price a, Price b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
