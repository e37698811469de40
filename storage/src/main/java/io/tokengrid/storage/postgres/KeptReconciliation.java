package io.tokengrid.storage.postgres;

import io.tokengrid.rating.bill.Reconciliation;
import java.time.Instant;

/// A reconciliation as it was recorded.
///
/// @param name by which it is approved
/// @param at when it was recorded
public record KeptReconciliation(String name, Instant at, Reconciliation reconciliation) {}
