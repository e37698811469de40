package io.tokengrid.storage;

import io.tokengrid.ledger.OverrunPolicy;
import io.tokengrid.storage.segment.JournalOptions;

/// Settings of a node.
///
/// @param overrun who bears usage above a hold
/// @param waitingPerAccount how many calls of one organization may wait for held money at a time; 0
///   or more
public record NodeOptions(JournalOptions journal, OverrunPolicy overrun, int waitingPerAccount) {
    /// As many as wait by default (exactness B6).
    public static final int WAITING_PER_ACCOUNT = 1_000;

    /// The default of everything but the journal.
    public static NodeOptions standard(JournalOptions journal) {
        return new NodeOptions(journal, OverrunPolicy.CHARGE, WAITING_PER_ACCOUNT);
    }
}
