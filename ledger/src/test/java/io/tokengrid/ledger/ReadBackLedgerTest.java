package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;

/// A ledger that is written to a snapshot and read back before every step.
class ReadBackLedgerTest extends LedgerContract {
    @Override
    protected Subject subject() {
        return new Subject() {
            private Ledger ledger = new Ledger();

            @Override
            public Ledger ledger() {
                ledger = LedgerSnapshot.read(new BinaryReader(Snapshots.bytes(ledger)));
                return ledger;
            }

            @Override
            public void apply(LedgerFact fact) {
                ledger.apply(fact);
            }
        };
    }
}
