package io.tokengrid.ledger;

class LedgerTest extends LedgerContract {
    @Override
    protected Subject subject() {
        var ledger = new Ledger();
        return new Subject() {
            @Override
            public Ledger ledger() {
                return ledger;
            }

            @Override
            public void apply(LedgerFact fact) {
                ledger.apply(fact);
            }
        };
    }
}
