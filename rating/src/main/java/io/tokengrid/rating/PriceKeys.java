package io.tokengrid.rating;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The prices that a multiplication applies to.
///
/// @param classes the classes of tokens
/// @param units the other units
public record PriceKeys(Set<TokenClass> classes, Set<UsageUnit> units) {
    /// All prices of a list.
    public static final PriceKeys ALL =
            new PriceKeys(EnumSet.allOf(TokenClass.class), EnumSet.allOf(UsageUnit.class));

    /// Throws [IllegalArgumentException] if there are none.
    public PriceKeys {
        if (classes.isEmpty() && units.isEmpty()) {
            throw new IllegalArgumentException("a multiplication of no price at all");
        }
        classes = sorted(classes, TokenClass.class);
        units = sorted(units, UsageUnit.class);
    }

    public boolean all() {
        return equals(ALL);
    }

    /// The keys in the order of classes and units, such as `input, output`.
    @Override
    public String toString() {
        return Stream.concat(
                        classes.stream().map(TokenClass::key), units.stream().map(UsageUnit::key))
                .collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> Set<E> sorted(Set<E> set, Class<E> type) {
        EnumSet<E> copy = EnumSet.noneOf(type);
        copy.addAll(set);
        return Collections.unmodifiableSet(copy);
    }
}
