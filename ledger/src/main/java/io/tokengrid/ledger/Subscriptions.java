package io.tokengrid.ledger;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The subscriptions of an organization to plans, one after the other, and what it has in their
/// units.
final class Subscriptions {
    final Account fees;

    /// By unit.
    final Map<CurrencyCode, Purse> purses = new TreeMap<>();

    private final List<SubscriptionState> all = new ArrayList<>(1);

    Subscriptions(String owner, CurrencyCode currency, Accounts accounts) {
        fees = accounts.of(AccountKind.FEES, owner, currency);
    }

    /// All that there ever were, in that order; one begins when the one before has ended.
    List<SubscriptionState> all() {
        return all;
    }

    /// Null if there is none of that number.
    @Nullable SubscriptionState find(long number) {
        return number > 0 && number <= all.size() ? all.get((int) number - 1) : null;
    }

    SubscriptionState existing(long number) {
        SubscriptionState state = find(number);
        if (state == null) {
            throw new IllegalStateException("there is no subscription " + number);
        }
        return state;
    }

    void add(SubscriptionState state) {
        all.add(state);
    }

    /// The one that covers an instant, with the period that it is in; null if none does.
    @Nullable SubscriptionState current(Instant at) {
        for (int i = all.size() - 1; i >= 0; i--) {
            SubscriptionState state = all.get(i);
            if (state.period != null && state.period.contains(at)) {
                return state;
            }
        }
        return null;
    }

    /// The one that something is due of first; null if nothing ever is.
    @Nullable SubscriptionState next() {
        SubscriptionState next = null;
        for (SubscriptionState state : all) {
            Instant due = state.due();
            if (due != null && (next == null || due.isBefore(next.existingDue()))) {
                next = state;
            }
        }
        return next;
    }

    Purse purse(CurrencyCode unit, String owner, Accounts accounts) {
        return purses.computeIfAbsent(unit, _ -> Purse.ofPlan(owner, unit, accounts));
    }
}
