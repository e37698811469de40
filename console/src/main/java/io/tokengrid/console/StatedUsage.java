package io.tokengrid.console;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageSource;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.TokenCount;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Usage as clients state it.
final class StatedUsage {
    private StatedUsage() {}

    /// @param tokenClass each class at most once
    record ClassTokens(TokenClass tokenClass, TokenCount tokens) {}

    /// @param unit each unit at most once
    record UnitQuantity(UsageUnit unit, TokenCount quantity) {}

    static Usage tokens(List<ClassTokens> tokens) {
        Usage.Builder usage = Usage.builder(UsageSource.REPORTED);
        Set<TokenClass> seen = new LinkedHashSet<>();
        for (ClassTokens one : tokens) {
            if (!seen.add(one.tokenClass())) {
                throw twice("tokens", one.tokenClass().key());
            }
            usage.count(one.tokenClass(), one.tokens().value());
        }
        return usage.build();
    }

    /// One request, and what is stated.
    static UnitCounts units(List<UnitQuantity> units) {
        var used = new EnumMap<UsageUnit, Long>(UsageUnit.class);
        used.put(UsageUnit.REQUEST, 1L);
        Set<UsageUnit> seen = new LinkedHashSet<>();
        for (UnitQuantity one : units) {
            if (!seen.add(one.unit())) {
                throw twice("units", one.unit().key());
            }
            used.put(one.unit(), one.quantity().value());
        }
        return UnitCounts.of(used);
    }

    private static ApiProblem twice(String field, String key) {
        return ApiProblem.invalid(
                "invalid_value", "'" + field + "' has '" + key + "' twice.", "Add them up.");
    }
}
