package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;

/// The two ways in which a ledger comes back.
final class Snapshots {
    private Snapshots() {}

    static byte[] bytes(Ledger ledger) {
        var out = new BinaryWriter(4_096);
        LedgerSnapshot.write(ledger, out);
        return out.toByteArray();
    }

    static Ledger replay(BinaryWriter facts) {
        var ledger = new Ledger();
        var in = new BinaryReader(facts.buffer(), 0, facts.size());
        while (!in.atEnd()) {
            ledger.apply(LedgerCodec.read(in));
        }
        return ledger;
    }
}
