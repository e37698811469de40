package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of calls, newest first.
///
/// @param next where the next page goes on; null after the last
public record CallPage(List<CallRecord> calls, CallQuery.@Nullable Cursor next, AsOf asOf) {}
