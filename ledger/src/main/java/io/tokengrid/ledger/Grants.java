package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.Lapse;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The grants of an organization in one unit of account, and the accounts that they are on.
final class Grants {
    /// So many can have something left at a time, since the facts of a call that draws on all of
    /// them must find room.
    static final int MOST_OPEN = 50;

    /// Money, or a plan's unit.
    final CurrencyCode currency;

    /// What is left of prepaid blocks, and of promotional credits.
    final Account prepaid;

    final Account promotional;

    /// What is left of what a plan includes; null in money.
    final @Nullable Account included;

    /// What expired of what was paid for.
    final Account breakage;

    private final List<GrantState> all = new ArrayList<>();

    /// Those that something can still move of, in the order in which they are drawn.
    private final List<GrantState> open = new ArrayList<>();

    Grants(String owner, CurrencyCode currency, Accounts accounts) {
        this.currency = currency;
        included =
                currency.isOfPlan()
                        ? accounts.of(AccountKind.INCLUDED_UNITS, owner, currency)
                        : null;
        prepaid = accounts.of(AccountKind.PREPAID_GRANTS, owner, currency);
        promotional = accounts.of(AccountKind.PROMOTIONAL_GRANTS, owner, currency);
        breakage = accounts.of(AccountKind.BREAKAGE, owner, currency);
    }

    /// All that were ever granted, in that order.
    List<GrantState> all() {
        return all;
    }

    List<GrantState> open() {
        return open;
    }

    /// Null if there is none of that number.
    @Nullable GrantState find(long number) {
        return number > 0 && number <= all.size() ? all.get((int) number - 1) : null;
    }

    GrantState existing(long number) {
        GrantState state = find(number);
        if (state == null) {
            throw new IllegalStateException("there is no grant " + number);
        }
        return state;
    }

    void add(GrantState state) {
        all.add(state);
        reopen(state);
    }

    Account of(GrantKind kind) {
        return switch (kind) {
            case PREPAID -> prepaid;
            case PROMOTIONAL -> promotional;
            case INCLUDED -> {
                if (included == null) {
                    throw new IllegalStateException("no plan includes money");
                }
                yield included;
            }
        };
    }

    /// What calls of a model can hold.
    Money usable(String model, Instant at) {
        Money usable = Money.ZERO;
        for (GrantState state : open) {
            if (state.isUsable(model, at)) {
                usable = usable.plus(state.left());
            }
        }
        return usable;
    }

    /// What open calls hold of what calls of a model could hold.
    Money usableHeld(String model, Instant at) {
        Money held = Money.ZERO;
        for (GrantState state : open) {
            if (state.isUsable(model, at)) {
                held = held.plus(state.held);
            }
        }
        return held;
    }

    /// What open calls hold of grants.
    Money held() {
        Money held = Money.ZERO;
        for (GrantState state : open) {
            held = held.plus(state.held);
        }
        return held;
    }

    /// Which grants `amount`, or as much of it as there is, is taken from.
    List<Draw> choose(Money amount, String model, Instant at) {
        List<Draw> draws = List.of();
        Money rest = amount;
        for (GrantState state : open) {
            if (!rest.isPositive()) {
                break;
            }
            Money taken = state.isUsable(model, at) ? state.left().min(rest) : Money.ZERO;
            if (taken.isPositive()) {
                if (draws.isEmpty()) {
                    draws = new ArrayList<>(4);
                }
                draws.add(new Draw(state.number, state.grant.kind(), taken));
                rest = rest.minus(taken);
            }
        }
        return draws;
    }

    /// What is left of grants whose life is over.
    List<Lapse> lapses(Instant at) {
        var lapses = new ArrayList<Lapse>();
        for (GrantState state : open) {
            Money left = state.left();
            if (left.isPositive() && state.isOver(at)) {
                lapses.add(new Lapse(state.number, state.grant.kind(), state.revoked, left));
            }
        }
        return lapses;
    }

    /// Whether anything that was granted has this reference.
    @Nullable GrantState byReference(String reference) {
        for (GrantState state : all) {
            if (state.grant.reference().equals(reference)) {
                return state;
            }
        }
        return null;
    }

    boolean hasRoomFor(Money amount) {
        return prepaid.hasRoomFor(amount)
                && promotional.hasRoomFor(amount)
                && (included == null || included.hasRoomFor(amount))
                && breakage.hasRoomFor(amount);
    }

    /// Reserves what a call draws.
    ///
    /// @return all of it
    Money hold(List<Draw> draws, Account held) {
        Money total = Money.ZERO;
        for (Draw draw : draws) {
            GrantState state = existing(draw.grant());
            state.held = state.held.plus(draw.amount());
            Account.transfer(of(draw.kind()), held, draw.amount());
            total = total.plus(draw.amount());
        }
        return total;
    }

    /// Its accounts, in a fixed order.
    List<Account> accounts() {
        return included == null
                ? List.of(prepaid, promotional, breakage)
                : List.of(prepaid, promotional, breakage, included);
    }

    /// Gives back what a call had reserved and does not draw.
    ///
    /// @return all of it
    Money giveBack(List<Draw> reserved, List<Draw> drawn, Account held) {
        Money total = Money.ZERO;
        for (Draw draw : reserved) {
            GrantState state = existing(draw.grant());
            Money used = draw.amount().min(Draws.from(draw.grant(), drawn));
            Money rest = draw.amount().minus(used);
            state.held = state.held.minus(draw.amount());
            state.drawn = state.drawn.plus(used);
            Account.transfer(held, of(draw.kind()), rest);
            total = total.plus(rest);
            closeIfEmpty(state);
        }
        return total;
    }

    /// Takes what a call draws above what it had reserved.
    ///
    /// @return all of it
    Money drawAbove(List<Draw> reserved, List<Draw> drawn, Account revenue) {
        Money total = Money.ZERO;
        for (Draw draw : drawn) {
            Money above = draw.amount().minus(Draws.from(draw.grant(), reserved)).max(Money.ZERO);
            if (above.isPositive()) {
                GrantState state = existing(draw.grant());
                state.drawn = state.drawn.plus(above);
                Account.transfer(of(draw.kind()), revenue, above);
                total = total.plus(above);
                closeIfEmpty(state);
            }
        }
        return total;
    }

    /// Leaves out of the burn order what can never be drawn any more.
    void closeIfEmpty(GrantState state) {
        if (!state.isOpen()) {
            open.remove(state);
        }
    }

    private void reopen(GrantState state) {
        if (state.isOpen()) {
            open.add(state);
            open.sort(GrantState.BURN_ORDER);
        }
    }

    /// In sums; what is granted and never starts counts nowhere.
    GrantTotals totals(Instant at) {
        GrantTotals totals = GrantTotals.NONE;
        for (GrantState state : all) {
            totals = totals.plus(totals(state, at));
        }
        return totals;
    }

    private static GrantTotals totals(GrantState state, Instant at) {
        Money left = state.left();
        Money zero = Money.ZERO;
        if (at.isBefore(state.grant.life().starts())) {
            return new GrantTotals(zero, left, zero, zero, zero, zero);
        }
        Money lapsing = state.grant.life().isOver(at) && !state.revoked ? left : zero;
        Money expired = state.expired.plus(lapsing);
        Money revoked = state.revoked ? left : zero;
        return new GrantTotals(
                left.minus(lapsing).minus(revoked),
                zero,
                state.grant.amount(),
                expired.plus(state.withdrawn).plus(revoked),
                expired,
                lapsing);
    }
}
