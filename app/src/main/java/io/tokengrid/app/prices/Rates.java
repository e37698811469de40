package io.tokengrid.app.prices;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Price;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// The prices per million tokens that hold under a condition. A class left out has its parent's.
///
/// @param perMillion at least one
public record Rates(Condition condition, Map<TokenClass, Price> perMillion) {
    public Rates {
        perMillion = Collections.unmodifiableMap(new EnumMap<>(perMillion));
    }
}
