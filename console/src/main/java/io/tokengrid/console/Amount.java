package io.tokengrid.console;

import io.tokengrid.units.Money;

/// An amount that a client names: at most a trillion units either way, so that no sum of them
/// leaves the 128 bits of an account.
record Amount(Money money) {
    private static final Money MAX = Money.parse("1000000000000");

    Amount {
        if (money.compareTo(MAX) > 0 || money.compareTo(MAX.negated()) < 0) {
            throw new IllegalArgumentException("an amount has at most 13 digits before the point");
        }
    }
}
