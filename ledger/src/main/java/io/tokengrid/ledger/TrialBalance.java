package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Every account with what was ever debited and credited, and the sums per currency, whose
/// difference is zero.
///
/// @param lines by currency, kind and owner
/// @param sums by currency
public record TrialBalance(List<Line> lines, Map<CurrencyCode, Sum> sums) {
    /// One account.
    ///
    /// @param balance credits minus debits
    public record Line(AccountId account, Money debits, Money credits, Money balance) {}

    /// All accounts of a currency.
    ///
    /// @param difference credits minus debits of all accounts: zero
    public record Sum(Money debits, Money credits, Money difference) {}

    static TrialBalance of(List<Account> accounts) {
        var lines = new ArrayList<Line>(accounts.size());
        var sums = new TreeMap<CurrencyCode, Sum>();
        for (Account account : accounts) {
            lines.add(
                    new Line(account.id(), account.debits(), account.credits(), account.balance()));
            sums.merge(
                    account.id().currency(),
                    new Sum(account.debits(), account.credits(), account.balance()),
                    (a, b) ->
                            new Sum(
                                    a.debits().plus(b.debits()),
                                    a.credits().plus(b.credits()),
                                    a.difference().plus(b.difference())));
        }
        return new TrialBalance(List.copyOf(lines), sums);
    }

    /// Whether debits equal credits in every currency.
    public boolean balanced() {
        return sums.values().stream().allMatch(sum -> sum.difference().isZero());
    }
}
