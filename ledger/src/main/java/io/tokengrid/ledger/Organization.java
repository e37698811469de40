package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.LinkedHashMap;
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

    /// Topped up + granted - withdrawn.
    Money funded = Money.ZERO;

    int openHolds;
    Terms terms;

    Organization(OrganizationId id, String name, Terms terms, Instant openedAt, Accounts accounts) {
        this.id = id;
        this.name = name;
        this.terms = terms;
        this.openedAt = openedAt;
        wallet = accounts.of(AccountKind.WALLET, id.toString(), terms.currency());
        held = accounts.of(AccountKind.HELD, id.toString(), terms.currency());
        revenue = accounts.of(AccountKind.REVENUE, id.toString(), terms.currency());
        overrun = accounts.of(AccountKind.OVERRUN, id.toString(), terms.currency());
        receivable = accounts.of(AccountKind.RECEIVABLE, id.toString(), terms.currency());
    }

    /// What calls cost it, without what the platform lost on them.
    Money spent() {
        return revenue.balance().plus(overrun.balance());
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

    /// Whether its accounts can take a hold of this size. What was held can always be settled,
    /// since no more than that reaches the other accounts.
    boolean canHold(Money amount) {
        return wallet.hasRoomFor(amount) && held.hasRoomFor(amount);
    }

    /// Whether its accounts can take any other entry of this size.
    boolean hasRoomFor(Money amount) {
        return amount.isZero()
                || (wallet.hasRoomFor(amount)
                        && held.hasRoomFor(amount)
                        && revenue.hasRoomFor(amount)
                        && overrun.hasRoomFor(amount)
                        && receivable.hasRoomFor(amount));
    }

    OrganizationView view() {
        return new OrganizationView(
                id,
                name,
                terms,
                openedAt,
                wallet.balance(),
                held.balance(),
                spent(),
                owed(),
                openHolds);
    }
}
