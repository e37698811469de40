package io.tokengrid.console;

import io.tokengrid.ledger.AccountKind;
import io.tokengrid.ledger.TrialBalance;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.List;

/// The books.
final class LedgerApi {
    private final Node node;

    LedgerApi(Node node) {
        this.node = node;
    }

    /// @param sequence the last fact that is included
    /// @param balanced whether every sum is zero
    record TrialBalanceSheet(long sequence, boolean balanced, List<Unit> units) {}

    /// The accounts of one unit of account.
    ///
    /// @param sum of all balances: zero
    record Unit(
            CurrencyCode unit, Money debits, Money credits, Money sum, List<Account> accounts) {}

    /// @param owner an organization, a provider or `platform`; `resting` for the sums of all
    ///   organizations at rest
    /// @param balance credits less debits
    record Account(AccountKind kind, String owner, Money debits, Money credits, Money balance) {}

    TrialBalanceSheet trialBalance(Request request) {
        record At(long sequence, TrialBalance balance) {}
        At at =
                node.read(state ->
                        new At(node.journal().lastSequence(), state.ledger().trialBalance()));
        List<Unit> units =
                at.balance().sums().entrySet().stream()
                        .map(entry ->
                                new Unit(
                                        entry.getKey(),
                                        entry.getValue().debits(),
                                        entry.getValue().credits(),
                                        entry.getValue().difference(),
                                        accounts(at.balance(), entry.getKey())))
                        .toList();
        return new TrialBalanceSheet(at.sequence(), at.balance().balanced(), units);
    }

    private static List<Account> accounts(TrialBalance balance, CurrencyCode unit) {
        return balance.lines().stream()
                .filter(line -> line.account().currency().equals(unit))
                .map(line ->
                        new Account(
                                line.account().kind(),
                                line.account().owner(),
                                line.debits(),
                                line.credits(),
                                line.balance()))
                .toList();
    }
}
