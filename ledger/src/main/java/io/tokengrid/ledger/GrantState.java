package io.tokengrid.ledger;

import io.tokengrid.rating.plan.BurnOrder;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.Comparator;

/// A grant and where its amount is: drawn + held + left + expired + withdrawn = granted, always.
final class GrantState {
    /// What is drawn first comes first. Total: grants that are alike are drawn in the order of
    /// granting.
    static final Comparator<GrantState> BURN_ORDER =
            Comparator.<GrantState, io.tokengrid.rating.plan.Grant>comparing(
                            state -> state.ofPlan, BurnOrder.DEFAULT.comparator())
                    .thenComparingLong(state -> state.number);

    /// Its place among the organization's grants, from 1.
    final long number;

    final Grant grant;
    final Instant grantedAt;
    Money drawn = Money.ZERO;
    Money held = Money.ZERO;
    Money expired = Money.ZERO;
    Money withdrawn = Money.ZERO;

    /// An operator withdrew it: nothing can be drawn any more but what is held.
    boolean revoked;

    private final io.tokengrid.rating.plan.Grant ofPlan;

    GrantState(long number, Grant grant, Instant grantedAt) {
        this.number = number;
        this.grant = grant;
        this.grantedAt = grantedAt;
        ofPlan = grant.ofPlan();
    }

    Money left() {
        return grant.amount().minus(drawn).minus(held).minus(expired).minus(withdrawn);
    }

    /// Whether anything of it can still move.
    boolean isOpen() {
        return held.isPositive() || left().isPositive();
    }

    /// Whether its life has ended: what is left of it lapses.
    boolean isOver(Instant at) {
        return revoked || grant.life().isOver(at);
    }

    boolean isUsable(String model, Instant at) {
        return !revoked && grant.life().contains(at) && grant.covers(model);
    }

    GrantView view(Instant now) {
        var plan =
                new io.tokengrid.rating.plan.GrantState(
                        ofPlan,
                        Rational.of(drawn),
                        Rational.of(held),
                        Rational.of(expired),
                        Rational.of(withdrawn));
        return new GrantView(
                number,
                grant,
                grantedAt,
                status(now),
                drawn,
                held,
                left(),
                expired,
                withdrawn,
                Money.of(plan.recognised().rounded(Money.SCALE)));
    }

    private GrantView.Status status(Instant now) {
        if (revoked) {
            return GrantView.Status.WITHDRAWN;
        }
        if (grant.life().isOver(now)) {
            return GrantView.Status.EXPIRED;
        }
        if (!isOpen()) {
            return GrantView.Status.USED_UP;
        }
        return grant.life().contains(now) ? GrantView.Status.ACTIVE : GrantView.Status.UPCOMING;
    }
}
