package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The accounts of an organization that its calls move in one unit of account: money, or the unit
/// of a plan. In a plan's unit everything comes from grants, and the wallet stays empty.
///
/// @param held what open calls reserve
/// @param revenue what calls come to
/// @param overrun the part of it that nobody paid for
/// @param grants null if there never was one
record Purse(
        Account wallet, Account held, Account revenue, Account overrun, @Nullable Grants grants) {
    /// In a plan's unit.
    static Purse ofPlan(String owner, CurrencyCode unit, Accounts accounts) {
        return new Purse(
                accounts.of(AccountKind.WALLET, owner, unit),
                accounts.of(AccountKind.HELD, owner, unit),
                accounts.of(AccountKind.REVENUE, owner, unit),
                accounts.of(AccountKind.OVERRUN, owner, unit),
                new Grants(owner, unit, accounts));
    }

    Grants existingGrants() {
        if (grants == null) {
            throw new IllegalStateException("nothing was granted");
        }
        return grants;
    }

    /// Its accounts, in a fixed order.
    List<Account> accounts() {
        var all = new ArrayList<>(List.of(wallet, held, revenue, overrun));
        if (grants != null) {
            all.addAll(grants.accounts());
        }
        return all;
    }

    /// Which grants a call of a model takes an amount from, as far as they go.
    List<LedgerFact.Draw> draws(Money amount, String model, Instant now) {
        return grants == null ? List.of() : grants.choose(amount, model, now);
    }

    /// Whether its accounts can take a hold of this size. What was held can always be settled,
    /// since no more than that reaches the other accounts.
    boolean canHold(Money amount) {
        return wallet.hasRoomFor(amount)
                && held.hasRoomFor(amount)
                && (grants == null || grants.hasRoomFor(amount));
    }

    /// Whether its accounts can take any other entry of this size.
    boolean hasRoomFor(Money amount) {
        return amount.isZero()
                || (canHold(amount) && revenue.hasRoomFor(amount) && overrun.hasRoomFor(amount));
    }

    /// What is wrong about a unit of a plan; null if it adds up: left + held + drawn = granted -
    /// what went away.
    @Nullable String unbalanced() {
        Grants own = existingGrants();
        Money granted = Money.ZERO;
        Money drawn = Money.ZERO;
        for (GrantState state : own.all()) {
            granted =
                    granted.plus(state.grant.amount()).minus(state.expired).minus(state.withdrawn);
            drawn = drawn.plus(state.drawn);
        }
        Money sum = held.balance().plus(revenue.balance()).plus(overrun.balance());
        for (GrantState state : own.open()) {
            sum = sum.plus(state.left());
        }
        Money used = revenue.balance().plus(overrun.balance());
        return wallet.balance().isZero() && sum.equals(granted) && used.equals(drawn)
                ? null
                : "left + held + drawn is %s, granted %s; drawn %s, used %s"
                        .formatted(sum, granted, drawn, used);
    }
}
