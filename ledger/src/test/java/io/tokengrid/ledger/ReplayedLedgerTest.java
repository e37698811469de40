package io.tokengrid.ledger;

import io.tokengrid.units.BinaryWriter;

/// A ledger of which only the bytes of its facts are kept: it is made anew from them before every
/// step.
class ReplayedLedgerTest extends LedgerContract {
    @Override
    protected Subject subject() {
        var facts = new BinaryWriter(1_024);
        return new Subject() {
            @Override
            public Ledger ledger() {
                return Snapshots.replay(facts);
            }

            @Override
            public void apply(LedgerFact fact) {
                LedgerCodec.write(fact, facts);
            }
        };
    }
}
