package io.tokengrid.ledger;

/// Money held by an open call.
///
/// @param placed the fact that placed it
record Hold(LedgerFact.HoldPlaced placed, Organization organization) {}
