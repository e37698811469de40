package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A customer: its accounts and what is remembered about it.
final class Organization {
    final OrganizationId id;
    final String name;
    final Instant openedAt;
    final Account wallet;
    final Account held;
    final Account revenue;
    final Account overrun;
    final Account receivable;

    /// Top-ups and adjustments by reference, so that a repeat changes nothing.
    final Map<String, Money> references = new LinkedHashMap<>();

    final List<Key> keys = new ArrayList<>(1);

    /// Its parts that can have budgets.
    final Map<BudgetScope, BudgetNode> nodes = new HashMap<>(8);

    final Billed billed = new Billed();

    /// Topped up + granted - withdrawn.
    Money funded = Money.ZERO;

    int openHolds;
    Terms terms;

    /// Null if it was never granted anything.
    @Nullable Grants grants;

    /// Null if it never subscribed to a plan.
    @Nullable Subscriptions subscriptions;

    /// Its accounts in money.
    private Purse money;

    /// The position of the fact that has its state as it is, for its rest; 0 if there is none or
    /// something happened to it since.
    long prepared;

    /// When something happened to it or somebody asked for it; null if that was before the ledger
    /// was read from a snapshot. Decides who rests, and is no part of the state.
    @Nullable Instant lastHeard;

    Organization(OrganizationId id, String name, Terms terms, Instant openedAt, Accounts accounts) {
        this.id = id;
        this.name = name;
        this.terms = terms;
        this.openedAt = openedAt;
        String owner = id.toString();
        wallet = accounts.of(AccountKind.WALLET, owner, terms.currency());
        held = accounts.of(AccountKind.HELD, owner, terms.currency());
        revenue = accounts.of(AccountKind.REVENUE, owner, terms.currency());
        overrun = accounts.of(AccountKind.OVERRUN, owner, terms.currency());
        receivable = accounts.of(AccountKind.RECEIVABLE, owner, terms.currency());
        money = new Purse(wallet, held, revenue, overrun, null);
    }

    /// Its accounts, in a fixed order.
    List<Account> accounts() {
        var all = new ArrayList<>(List.of(wallet, held, revenue, overrun, receivable));
        if (grants != null) {
            all.addAll(grants.accounts());
        }
        if (subscriptions != null) {
            all.add(subscriptions.fees);
            subscriptions.purses.values().forEach(purse -> all.addAll(purse.accounts()));
        }
        return all;
    }

    /// Its accounts in a plan's unit, or in money for null. Throws [IllegalStateException] for a
    /// unit that no plan of it counts in.
    Purse purse(@Nullable CurrencyCode unit) {
        if (unit == null) {
            return money;
        }
        Purse purse = subscriptions == null ? null : subscriptions.purses.get(unit);
        if (purse == null) {
            throw new IllegalStateException(id + " has nothing in " + unit);
        }
        return purse;
    }

    /// Its subscriptions, to which the first is about to be added if there are none.
    Subscriptions subscriptions(Accounts accounts) {
        Subscriptions own = subscriptions;
        if (own == null) {
            own = new Subscriptions(id.toString(), terms.currency(), accounts);
            subscriptions = own;
        }
        return own;
    }

    /// What fees of plans came to.
    Money fees() {
        return subscriptions == null ? Money.ZERO : subscriptions.fees.balance();
    }

    /// Its grants, to which the first is about to be added if there are none.
    Grants grants(Accounts accounts) {
        Grants own = grants;
        if (own == null) {
            own = new Grants(id.toString(), terms.currency(), accounts);
            grants = own;
            money = new Purse(wallet, held, revenue, overrun, own);
        }
        return own;
    }

    BudgetNode node(BudgetScope scope) {
        return nodes.computeIfAbsent(scope, BudgetNode::new);
    }

    /// Something happened to it.
    void stir(Instant at) {
        prepared = 0;
        lastHeard = at;
    }

    /// What calls cost it, without what the platform lost on them, and fees of plans.
    Money spent() {
        return revenue.balance().plus(overrun.balance()).plus(fees());
    }

    /// What it owes from corrections.
    Money owed() {
        return receivable.balance().negated();
    }

    /// How far the wallet is above its floor: below it after a change of terms. Null if there is no
    /// floor.
    @Nullable Money aboveFloor() {
        Money floor = terms.floor();
        return floor == null ? null : wallet.balance().minus(floor);
    }

    /// How much more the wallet can bear; never negative. Null if there is no limit.
    @Nullable Money bearable() {
        Money above = aboveFloor();
        return above == null ? null : above.max(Money.ZERO);
    }

    /// What a call of a model needs of the wallet, above what grants give it.
    Money needOf(Money amount, String model, Instant now) {
        Grants own = grants;
        return own == null ? amount : amount.minus(own.usable(model, now)).max(Money.ZERO);
    }

    /// What open calls hold that a call of a model could hold when they end free of charge.
    Money reachable(String model, Instant now) {
        Grants own = grants;
        return own == null
                ? held.balance()
                : held.balance().minus(own.held()).plus(own.usableHeld(model, now));
    }

    /// The part of that which one of the calls holds.
    Money reachable(Hold hold, String model, Instant now) {
        Money reachable = hold.placed().amount();
        Grants own = grants;
        if (own != null) {
            for (LedgerFact.Draw draw : hold.placed().draws()) {
                if (!own.existing(draw.grant()).isUsable(model, now)) {
                    reachable = reachable.minus(draw.amount());
                }
            }
        }
        return reachable;
    }

    /// Whether its accounts can take an entry of this size that is no hold.
    boolean hasRoomFor(Money amount) {
        return amount.isZero()
                || (money.hasRoomFor(amount)
                        && receivable.hasRoomFor(amount)
                        && (subscriptions == null || subscriptions.fees.hasRoomFor(amount)));
    }

    OrganizationView view(Instant now) {
        GrantTotals totals = grants == null ? GrantTotals.NONE : grants.totals(now);
        return new OrganizationView(
                id,
                name,
                terms,
                openedAt,
                wallet.balance().plus(totals.available()),
                held.balance(),
                spent(),
                owed(),
                openHolds,
                totals);
    }
}
