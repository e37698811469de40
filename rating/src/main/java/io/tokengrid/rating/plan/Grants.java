package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// The grants of one customer in one unit, and what became of them. Amounts are drawn in the
/// [BurnOrder]; what is left of a grant at the end of its life expires, but what was held before
/// stays and can still be posted. For one thread; instants given must not go back.
public final class Grants {
    private BurnOrder order;
    private final Map<String, GrantState> states = new LinkedHashMap<>();

    public Grants(BurnOrder order) {
        this.order = order;
    }

    /// Draws by another order from now on.
    void burnBy(BurnOrder next) {
        order = next;
    }

    /// Throws [IllegalArgumentException] if a grant of that id is there.
    public void add(Grant grant) {
        if (states.putIfAbsent(grant.id(), GrantState.fresh(grant)) != null) {
            throw new IllegalArgumentException("there is a grant " + grant.id() + " already");
        }
    }

    /// What a seat, or somebody without one, could draw now.
    public Rational available(Instant at, Optional<String> seat) {
        return usable(at, seat).stream()
                .map(GrantState::left)
                .reduce(Rational.ZERO, Rational::plus);
    }

    /// Draws an amount, or as much of it as there is.
    public Draw draw(Rational amount, Instant at, Optional<String> seat) {
        Draw draw = chosen(amount, at, seat);
        draw.parts().forEach(part -> change(part, state -> state.drawn(part.amount())));
        return draw;
    }

    /// Reserves an amount, or as much of it as there is. Ends with one [#post].
    public Draw hold(Rational amount, Instant at, Optional<String> seat) {
        Draw draw = chosen(amount, at, seat);
        draw.parts().forEach(part -> change(part, state -> state.held(part.amount())));
        return draw;
    }

    /// Draws the first `used` of what a hold reserved, also where its grant has expired since, and
    /// frees the rest: for others where the grant still lives, as breakage where it does not.
    public Draw post(Draw hold, Rational used, Instant at) {
        if (used.isNegative() || used.compareTo(hold.total()) > 0) {
            throw new IllegalArgumentException(
                    used + " is not between 0 and the " + hold.total() + " that are held");
        }
        Draw drawn = hold.first(used);
        hold.parts().forEach(part -> change(part, state -> state.held(part.amount().negated())));
        drawn.parts().forEach(part -> change(part, state -> state.drawn(part.amount())));
        expire(at);
        return drawn;
    }

    /// Gives back the last `amount` of a draw, the last part first: never by deciding again. What
    /// goes back to a grant that has expired is breakage.
    ///
    /// @return what is still drawn
    public Draw giveBack(Draw draw, Rational amount, Instant at) {
        Rational total = draw.total();
        if (amount.isNegative() || amount.compareTo(total) > 0) {
            throw new IllegalArgumentException(
                    amount + " is not between 0 and the " + total + " that were drawn");
        }
        draw.lastInReverse(amount)
                .parts()
                .forEach(part -> change(part, state -> state.drawn(part.amount().negated())));
        expire(at);
        return draw.first(total.minus(amount));
    }

    /// Ends the life of what has expired.
    public void expire(Instant at) {
        states.replaceAll((id, state) ->
                state.grant().life().isOver(at) ? state.expired(state.left()) : state);
    }

    /// Takes away what is left of a grant.
    public void withdraw(String id) {
        states.computeIfPresent(id, (same, state) -> state.withdrawn(state.left()));
    }

    /// In the order in which they were granted.
    public List<GrantState> states() {
        return List.copyOf(states.values());
    }

    private List<GrantState> usable(Instant at, Optional<String> seat) {
        return states.values().stream()
                .filter(state -> state.grant().life().contains(at))
                .filter(state ->
                        state.grant().seat().isEmpty() || state.grant().seat().equals(seat))
                .sorted((a, b) -> order.comparator().compare(a.grant(), b.grant()))
                .toList();
    }

    private Draw chosen(Rational amount, Instant at, Optional<String> seat) {
        Amounts.notNegative(amount, "amount to draw");
        expire(at);
        var parts = new ArrayList<Draw.Part>();
        Rational rest = amount;
        for (GrantState state : usable(at, seat)) {
            Rational taken = state.left().min(rest);
            if (taken.isPositive()) {
                parts.add(new Draw.Part(state.grant().id(), taken));
                rest = rest.minus(taken);
            }
        }
        return new Draw(parts);
    }

    private void change(Draw.Part part, UnaryOperator<GrantState> change) {
        states.computeIfPresent(part.grant(), (id, state) -> change.apply(state));
    }
}
