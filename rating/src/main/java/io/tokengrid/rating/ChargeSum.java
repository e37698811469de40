package io.tokengrid.rating;

import io.tokengrid.units.Money;

/// How much of a [ChargeItem] was used, and what that comes to.
///
/// @param quantity tokens, units, or calls with the deduction; negative where more was taken back
///   than charged
/// @param amount exact
public record ChargeSum(long quantity, Money amount) {
    /// Whether all of it was taken back.
    public boolean isNothing() {
        return quantity == 0 && amount.isZero();
    }

    /// The same, taken back.
    public ChargeSum negated() {
        return new ChargeSum(Math.negateExact(quantity), amount.negated());
    }

    /// Throws [ArithmeticException] beyond 64 bits of quantity or 128 of money.
    public ChargeSum plus(ChargeSum other) {
        return new ChargeSum(Math.addExact(quantity, other.quantity), amount.plus(other.amount));
    }
}
