package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Short words for tests.
final class Amount {
    private Amount() {}

    static Rational of(String text) {
        return Rational.parse(text);
    }

    /// From 0 to 300, with up to two digits after the point.
    static Rational any(RandomGenerator random) {
        return Rational.of(random.nextInt(30_000), 1 + random.nextInt(2) * 99);
    }

    /// Above zero.
    static Rational some(RandomGenerator random) {
        return any(random).plus(Rational.of(1, 100));
    }

    static Tiers tiers(String... tiers) {
        return Tiers.of(List.of(tiers).stream().map(Amount::tier).toList());
    }

    /// `to:price:flat`, with `-` for no end.
    private static Tier tier(String text) {
        String[] parts = text.split(":", -1);
        return new Tier(
                parts[0].equals("-") ? Optional.empty() : Optional.of(of(parts[0])),
                UnitRate.each(of(parts[1])),
                of(parts[2]));
    }
}
