package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.CostAdjusted;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import org.jspecify.annotations.Nullable;

/// What must be so before a provider's cost is adjusted to its bill, and what that then changes.
/// Customers' accounts are not touched.
final class BillRules {
    private BillRules() {}

    static @Nullable String against(Ledger ledger, CostAdjusted adjusted) {
        var bill = ProviderBill.of(adjusted);
        ProviderBill standing = ledger.bills.get(bill.reconciliation());
        if (adjusted.reversal()) {
            return bill.equals(standing) ? null : "no such adjustment stands";
        }
        if (standing != null) {
            return bill.reconciliation() + " is approved already";
        }
        for (ProviderBill other : ledger.bills.values()) {
            if (bill.overlaps(other)) {
                return "the bill of "
                        + other.provider()
                        + " from "
                        + other.from()
                        + " to "
                        + other.to()
                        + " stands as "
                        + other.reconciliation();
            }
        }
        return hasRoom(ledger, adjusted) ? null : "more than the accounts can take";
    }

    static boolean hasRoom(Ledger ledger, CostAdjusted adjusted) {
        Money cost = adjusted.cost();
        Money moved = cost.isNegative() ? cost.negated() : cost;
        return hasRoom(ledger, adjusted, AccountKind.PROVIDER_COST, moved)
                && hasRoom(ledger, adjusted, AccountKind.PROVIDER_PAYABLE, moved)
                && hasRoom(
                        ledger, adjusted, AccountKind.PROVIDER_COST_ESTIMATED, adjusted.estimated())
                && hasRoom(
                        ledger,
                        adjusted,
                        AccountKind.PROVIDER_PAYABLE_ESTIMATED,
                        adjusted.estimated());
    }

    /// Twice the amount, so that what is approved can be reversed.
    private static boolean hasRoom(
            Ledger ledger, CostAdjusted adjusted, AccountKind kind, Money amount) {
        return amount.compareTo(Account.MOST) <= 0
                && ledger.accounts.hasRoomFor(
                        kind, adjusted.provider(), adjusted.currency(), amount.plus(amount));
    }

    static void apply(Ledger ledger, CostAdjusted adjusted) {
        boolean back = adjusted.reversal();
        Money cost = back ? adjusted.cost().negated() : adjusted.cost();
        Money estimated = back ? adjusted.estimated() : adjusted.estimated().negated();
        move(ledger, adjusted, AccountKind.PROVIDER_COST, AccountKind.PROVIDER_PAYABLE, cost);
        move(
                ledger,
                adjusted,
                AccountKind.PROVIDER_COST_ESTIMATED,
                AccountKind.PROVIDER_PAYABLE_ESTIMATED,
                estimated);
        if (back) {
            ledger.bills.remove(adjusted.reconciliation());
        } else {
            ledger.bills.put(adjusted.reconciliation(), ProviderBill.of(adjusted));
        }
    }

    private static void move(
            Ledger ledger,
            CostAdjusted adjusted,
            AccountKind debited,
            AccountKind credited,
            Money amount) {
        CurrencyCode currency = adjusted.currency();
        Account.move(
                ledger.accounts.of(debited, adjusted.provider(), currency),
                ledger.accounts.of(credited, adjusted.provider(), currency),
                amount);
    }
}
