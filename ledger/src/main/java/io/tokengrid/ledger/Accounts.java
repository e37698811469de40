package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// All accounts, opened on first use.
final class Accounts {
    private final Map<AccountId, Account> accounts = new HashMap<>();

    Account of(AccountKind kind, String owner, CurrencyCode currency) {
        return accounts.computeIfAbsent(new AccountId(kind, owner, currency), Account::new);
    }

    /// Whether an account, opened or not, can be debited and credited with `amount` more.
    boolean hasRoomFor(AccountKind kind, String owner, CurrencyCode currency, Money amount) {
        Account account = accounts.get(new AccountId(kind, owner, currency));
        return account == null ? Account.fits(Money.ZERO, amount) : account.hasRoomFor(amount);
    }

    Account platform(AccountKind kind, CurrencyCode currency) {
        return of(kind, AccountId.PLATFORM, currency);
    }

    void restore(AccountId id, Money debits, Money credits) {
        accounts.put(id, new Account(id, debits, credits));
    }

    void adopt(Account account) {
        accounts.put(account.id(), account);
    }

    void remove(AccountId id) {
        accounts.remove(id);
    }

    /// By currency, kind and owner.
    List<Account> sorted() {
        var sorted = new ArrayList<>(accounts.values());
        sorted.sort(java.util.Comparator.comparing(Account::id));
        return sorted;
    }
}
