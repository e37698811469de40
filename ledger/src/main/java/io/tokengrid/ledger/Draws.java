package io.tokengrid.ledger;

import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.units.Money;
import java.util.ArrayList;
import java.util.List;

/// Arithmetic over what is drawn from grants, in the order in which it is drawn.
public final class Draws {
    private Draws() {}

    public static Money total(List<Draw> draws) {
        Money total = Money.ZERO;
        for (Draw draw : draws) {
            total = total.plus(draw.amount());
        }
        return total;
    }

    /// What is drawn from a grant.
    public static Money from(long grant, List<Draw> draws) {
        for (Draw draw : draws) {
            if (draw.grant() == grant) {
                return draw.amount();
            }
        }
        return Money.ZERO;
    }

    /// As much of the first ones as makes up `amount`, or all of them.
    static List<Draw> first(Money amount, List<Draw> draws) {
        Money rest = amount;
        var first = new ArrayList<Draw>(draws.size());
        for (Draw draw : draws) {
            Money taken = draw.amount().min(rest);
            if (!taken.isPositive()) {
                break;
            }
            first.add(new Draw(draw.grant(), draw.kind(), taken));
            rest = rest.minus(taken);
        }
        return first;
    }

    /// Both, each grant once, those of `before` first.
    static List<Draw> plus(List<Draw> before, List<Draw> more) {
        if (more.isEmpty()) {
            return before;
        }
        var both = new ArrayList<Draw>(before.size() + more.size());
        for (Draw draw : before) {
            both.add(
                    new Draw(
                            draw.grant(),
                            draw.kind(),
                            draw.amount().plus(from(draw.grant(), more))));
        }
        for (Draw draw : more) {
            if (from(draw.grant(), before).isZero()) {
                both.add(draw);
            }
        }
        return both;
    }

    /// What there is of `draws` beyond `before`.
    public static List<Draw> minus(List<Draw> draws, List<Draw> before) {
        if (before.isEmpty()) {
            return draws;
        }
        var more = new ArrayList<Draw>();
        for (Draw draw : draws) {
            Money rest = draw.amount().minus(from(draw.grant(), before));
            if (rest.isPositive()) {
                more.add(new Draw(draw.grant(), draw.kind(), rest));
            }
        }
        return more;
    }

    /// Throws [IllegalArgumentException] unless each is more than nothing, no grant is drawn twice
    /// and all of them are `most` at most.
    static List<Draw> checked(List<Draw> draws, Money most) {
        if (draws.isEmpty()) {
            return List.of();
        }
        for (int i = 0; i < draws.size(); i++) {
            long grant = draws.get(i).grant();
            for (int j = 0; j < i; j++) {
                if (draws.get(j).grant() == grant) {
                    throw new IllegalArgumentException("grant " + grant + " is drawn twice");
                }
            }
        }
        if (total(draws).compareTo(most) > 0) {
            throw new IllegalArgumentException("more is drawn from grants than is held or charged");
        }
        return List.copyOf(draws);
    }
}
