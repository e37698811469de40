package io.tokengrid.storage.postgres;

import io.tokengrid.journal.UsageSums;
import io.tokengrid.units.CurrencyCode;
import java.util.Map;

/// One row of sums.
///
/// @param group the value of each dimension of the query, in its order; ids as they are written
///   elsewhere, an unknown site is empty
/// @param currency of the amounts
/// @param sums exact
public record UsageRow(Map<Dimension, String> group, CurrencyCode currency, UsageSums sums) {}
