package io.tokengrid.storage.postgres;

import io.tokengrid.units.KeyId;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which usage to sum, and by what. A call counts at the instant of its admission, once it has
/// ended (exactness F3).
///
/// @param organization null for all
/// @param key null for all
/// @param from inclusive
/// @param to exclusive
/// @param zone whose days and offsets [Dimension#DAY] and [Dimension#HOUR] show
/// @param by in the order in which rows are sorted; empty for one row per currency
public record UsageQuery(
        @Nullable OrganizationId organization,
        @Nullable KeyId key,
        Instant from,
        Instant to,
        ZoneId zone,
        List<Dimension> by) {
    public UsageQuery {
        by = List.copyOf(by);
        if (to.isBefore(from)) {
            throw new IllegalArgumentException("'to' is before 'from'");
        }
        if (by.stream().distinct().count() != by.size()) {
            throw new IllegalArgumentException("'by' names a dimension twice");
        }
    }
}
