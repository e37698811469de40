package io.tokengrid.ledger;

import io.tokengrid.units.Money;

/// The grants of an organization at an instant, in sums.
///
/// @param available what calls of some model can hold
/// @param upcoming the amounts of grants that have not started; in no other sum
/// @param granted the amounts of all that have started
/// @param withdrawn what was taken back of those: by their expiry or by an operator
/// @param expired the part of `withdrawn` that expired
/// @param lapsing the part of `expired` that no fact has booked yet
public record GrantTotals(
        Money available,
        Money upcoming,
        Money granted,
        Money withdrawn,
        Money expired,
        Money lapsing) {
    /// Of an organization that was never granted anything.
    public static final GrantTotals NONE =
            new GrantTotals(Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO, Money.ZERO);

    GrantTotals plus(GrantTotals more) {
        return new GrantTotals(
                available.plus(more.available),
                upcoming.plus(more.upcoming),
                granted.plus(more.granted),
                withdrawn.plus(more.withdrawn),
                expired.plus(more.expired),
                lapsing.plus(more.lapsing));
    }
}
