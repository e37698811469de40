package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// What figures of plans must be, in one wording.
final class Amounts {
    private Amounts() {}

    static void notNegative(Rational value, String what) {
        if (value.isNegative()) {
            throw new IllegalArgumentException("the " + what + " cannot be negative: " + value);
        }
    }

    static void positive(Rational value, String what) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException("the " + what + " must be above 0: " + value);
        }
    }

    static void share(Rational value, String what) {
        if (value.isNegative() || value.compareTo(Rational.ONE) > 0) {
            throw new IllegalArgumentException(
                    "the " + what + " must be from 0 % to 100 %: " + value);
        }
    }
}
