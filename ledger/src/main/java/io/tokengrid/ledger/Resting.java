package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What rests elsewhere, in sums: all that the ledger keeps of it, so that its books balance.
final class Resting {
    private final Map<AccountId, Account> sums = new TreeMap<>();
    private final Map<CurrencyCode, Money> funded = new TreeMap<>();
    private RestView view = new RestView(0, 0, 0);

    RestView view() {
        return view;
    }

    /// By currency and kind; an account that nothing moved is left out.
    Collection<Account> sums() {
        return sums.values();
    }

    Money funded(CurrencyCode currency) {
        return funded.getOrDefault(currency, Money.ZERO);
    }

    Money balance(AccountKind kind, CurrencyCode currency) {
        Account sum = sums.get(new AccountId(kind, AccountId.RESTING, currency));
        return sum == null ? Money.ZERO : sum.balance();
    }

    /// @param position of the fact that has its state
    void add(Organization organization, long position) {
        for (Account account : organization.accounts()) {
            if (!account.isUntouched()) {
                sums.computeIfAbsent(sumOf(account), Account::new).include(account);
            }
        }
        fund(organization.terms.currency(), organization.funded);
        view =
                new RestView(
                        Math.max(view.horizon(), position),
                        view.organizations() + 1,
                        view.keys() + organization.keys.size());
    }

    /// Whether an organization can be among those that rest.
    boolean mayContain(Organization organization) {
        for (Account account : organization.accounts()) {
            Account sum = sums.get(sumOf(account));
            if (!account.isUntouched()
                    && (sum == null
                            || sum.debits().compareTo(account.debits()) < 0
                            || sum.credits().compareTo(account.credits()) < 0)) {
                return false;
            }
        }
        return view.organizations() > 0 && view.keys() >= organization.keys.size();
    }

    void remove(Organization organization) {
        for (Account account : organization.accounts()) {
            Account sum = sums.get(sumOf(account));
            if (sum != null) {
                sum.exclude(account);
                if (sum.isUntouched()) {
                    sums.remove(sum.id());
                }
            }
        }
        fund(organization.terms.currency(), organization.funded.negated());
        view =
                new RestView(
                        view.horizon(),
                        view.organizations() - 1,
                        view.keys() - organization.keys.size());
    }

    void write(BinaryWriter out) {
        out.writeUnsigned(view.horizon()).writeUnsigned(view.organizations());
        out.writeUnsigned(view.keys()).writeUnsigned(sums.size());
        for (Account sum : sums.values()) {
            out.writeString(sum.id().kind().key()).writeString(sum.id().currency().code());
            out.writeMoney(sum.debits()).writeMoney(sum.credits());
        }
        out.writeUnsigned(funded.size());
        funded.forEach((currency, money) -> out.writeString(currency.code()).writeMoney(money));
    }

    void read(BinaryReader in) {
        view = new RestView(in.readUnsigned(), in.readUnsigned(), in.readUnsigned());
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            AccountKind kind = AccountKind.ofKey(in.readString());
            var currency = new CurrencyCode(in.readString());
            var id = new AccountId(kind, AccountId.RESTING, currency);
            sums.put(id, new Account(id, in.readMoney(), in.readMoney()));
        }
        for (int rest = in.readCount(Integer.MAX_VALUE); rest > 0; rest--) {
            var currency = new CurrencyCode(in.readString());
            funded.put(currency, in.readMoney());
        }
    }

    /// The currencies of what rests.
    Set<CurrencyCode> currencies() {
        var currencies = new TreeSet<>(funded.keySet());
        sums.keySet().forEach(id -> currencies.add(id.currency()));
        return currencies;
    }

    private void fund(CurrencyCode currency, Money amount) {
        Money sum = funded(currency).plus(amount);
        if (sum.isZero()) {
            funded.remove(currency);
        } else {
            funded.put(currency, sum);
        }
    }

    private static AccountId sumOf(Account account) {
        return new AccountId(account.id().kind(), AccountId.RESTING, account.id().currency());
    }
}
