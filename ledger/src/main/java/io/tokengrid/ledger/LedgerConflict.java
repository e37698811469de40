package io.tokengrid.ledger;

/// A wish that contradicts what the ledger knows: something unknown, or a reference used otherwise.
public final class LedgerConflict extends RuntimeException {
    LedgerConflict(String message) {
        super(message);
    }
}
