package io.tokengrid.ledger;

import io.tokengrid.units.Money;

/// An account: all that was ever debited and credited. Money moves only by [#transfer], which
/// debits one account and credits another with the same amount, so all debits equal all credits.
/// What rests is summed on one account, by [#include] and [#exclude].
final class Account {
    /// How much an account is debited or credited before holds and payments are refused: 2^124, an
    /// eighth of what fits, so that what is held can always be settled and no sum of balances
    /// overflows. In units of a currency that is 2 * 10^19.
    static final Money MOST = new Money(1L << 60, 0);

    private final AccountId id;
    private Money debits;
    private Money credits;

    Account(AccountId id) {
        this(id, Money.ZERO, Money.ZERO);
    }

    Account(AccountId id, Money debits, Money credits) {
        this.id = id;
        this.debits = debits;
        this.credits = credits;
    }

    static void transfer(Account debited, Account credited, Money amount) {
        if (amount.isNegative() || !debited.id.currency().equals(credited.id.currency())) {
            throw new IllegalStateException(
                    "no transfer of " + amount + " from " + debited.id + " to " + credited.id);
        }
        if (!amount.isZero()) {
            debited.debits = debited.debits.plus(amount);
            credited.credits = credited.credits.plus(amount);
        }
    }

    /// Moves an amount, or one below zero the other way.
    static void move(Account debited, Account credited, Money amount) {
        if (amount.isNegative()) {
            transfer(credited, debited, amount.negated());
        } else {
            transfer(debited, credited, amount);
        }
    }

    /// Adds all of another account.
    void include(Account other) {
        debits = debits.plus(other.debits);
        credits = credits.plus(other.credits);
    }

    /// Takes all of another account out again.
    void exclude(Account other) {
        debits = debits.minus(other.debits);
        credits = credits.minus(other.credits);
    }

    boolean isUntouched() {
        return debits.isZero() && credits.isZero();
    }

    /// Whether `amount` more can be debited and credited.
    boolean hasRoomFor(Money amount) {
        return fits(debits, amount) && fits(credits, amount);
    }

    static boolean fits(Money total, Money more) {
        return more.compareTo(MOST) <= 0 && total.plus(more).compareTo(MOST) <= 0;
    }

    AccountId id() {
        return id;
    }

    Money debits() {
        return debits;
    }

    Money credits() {
        return credits;
    }

    Money balance() {
        return credits.minus(debits);
    }
}
