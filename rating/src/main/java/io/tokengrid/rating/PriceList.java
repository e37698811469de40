package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Price;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The prices of one model per class of tokens. A class without a price of its own has its parent's
/// (exactness A5): cached input, cache writes and media inputs that of input, one-hour cache writes
/// that of cache writes, reasoning and media outputs that of output. A price of 0 is a price.
///
/// Immutable.
public final class PriceList {
    private final Map<TokenClass, Price> own = new EnumMap<>(TokenClass.class);
    private final Map<TokenClass, Price> effective = new EnumMap<>(TokenClass.class);
    private final Price dearestInput;
    private final Price dearestOutput;

    /// Throws [IllegalArgumentException] if `input` has no price.
    public PriceList(Map<TokenClass, Price> prices) {
        own.putAll(prices);
        if (!own.containsKey(TokenClass.INPUT)) {
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

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PriceList list && own.equals(list.own);
    }

    @Override
    public int hashCode() {
        return own.hashCode();
    }

    @Override
    public String toString() {
        return own.toString();
    }

    private static Price dearer(Price a, Price b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
