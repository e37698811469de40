package io.tokengrid.ledger;

/// A wish that contradicts what the ledger knows: something unknown, something that exists already,
/// or a reference used otherwise. Nothing changed.
public final class LedgerConflict extends RuntimeException {
    LedgerConflict(String message) {
        super(message);
    }
}
