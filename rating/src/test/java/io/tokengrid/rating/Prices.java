package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.testing.Draw;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.random.RandomGenerator;

/// Price lists and usage for tests, from lines such as `input 3, cached-input 0.30`.
final class Prices {
    private Prices() {}

    static PriceList list(String text) {
        var prices = new EnumMap<TokenClass, Price>(TokenClass.class);
        var perUnit = new EnumMap<UsageUnit, UnitPrice>(UsageUnit.class);
        for (String entry : text.split(",", -1)) {
            String[] words = entry.strip().split(" ", -1);
            if (isClass(words[0])) {
                prices.put(tokenClass(words[0]), Price.perMillion(words[1]));
            } else {
                perUnit.put(UsageUnit.of(words[0]), UnitPrice.parse(words[1]));
            }
        }
        return new PriceList(prices, perUnit);
    }

    /// The tokens of a line such as `input 10, image 2`.
    static Usage usage(String text) {
        Usage.Builder usage = Usage.builder(UsageSource.REPORTED);
        for (String entry : text.split(",", -1)) {
            String[] words = entry.strip().split(" ", -1);
            if (isClass(words[0])) {
                usage.count(tokenClass(words[0]), Long.parseLong(words[1].replace("_", "")));
            }
        }
        return usage.build();
    }

    /// What else the line has.
    static UnitCounts units(String text) {
        var units = new EnumMap<UsageUnit, Long>(UsageUnit.class);
        for (String entry : text.split(",", -1)) {
            String[] words = entry.strip().split(" ", -1);
            if (!isClass(words[0])) {
                units.put(UsageUnit.of(words[0]), Long.parseLong(words[1].replace("_", "")));
            }
        }
        return UnitCounts.of(units);
    }

    private static boolean isClass(String key) {
        return Arrays.stream(TokenClass.values()).anyMatch(c -> c.key().equals(key));
    }

    static TokenClass tokenClass(String key) {
        return Arrays.stream(TokenClass.values())
                .filter(c -> c.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    static PriceList anyList(RandomGenerator random) {
        var prices = new EnumMap<TokenClass, Price>(TokenClass.class);
        for (TokenClass tokenClass : TokenClass.values()) {
            if (tokenClass == TokenClass.INPUT || random.nextBoolean()) {
                prices.put(tokenClass, new Price(Draw.natural(random)));
            }
        }
        return new PriceList(prices);
    }

    /// At most 2^58 tokens of a class, so that all of a call fit into 63 bits.
    static Usage anyUsage(RandomGenerator random) {
        Usage.Builder usage = Usage.builder(UsageSource.REPORTED);
        for (TokenClass tokenClass : TokenClass.values()) {
            if (random.nextBoolean()) {
                usage.count(tokenClass, Draw.natural(random) >> 5);
            }
        }
        return usage.build();
    }
}
