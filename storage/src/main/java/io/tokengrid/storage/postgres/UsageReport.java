package io.tokengrid.storage.postgres;

import java.util.List;

/// The answer to a [UsageQuery].
///
/// @param rows sorted by their groups, then by currency
public record UsageReport(List<UsageRow> rows, AsOf asOf) {}
