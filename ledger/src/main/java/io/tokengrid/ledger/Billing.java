package io.tokengrid.ledger;

import java.util.Locale;

/// Who pays how.
public enum Billing {
    /// From a wallet, topped up before; the balance never goes below zero.
    PREPAID,
    /// On account, up to a credit limit.
    POSTPAID,
    /// Without a wallet: budgets alone decide, cost centres are charged back.
    INTERNAL;

    /// Lower case, as in JSON.
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
