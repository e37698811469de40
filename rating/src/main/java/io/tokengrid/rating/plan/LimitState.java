package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;

/// How much of a limit is used in the window that its last use opened.
///
/// @param seat whose; empty where the limit is for all
public record LimitState(Limit limit, String seat, Period window, Rational used) {
    /// What can still be used at an instant: all of it once the window is over.
    public Rational room(Instant at) {
        return window.contains(at) ? limit.amount().minus(used).max(Rational.ZERO) : limit.amount();
    }

    LimitState use(Rational amount, Instant at) {
        return window.contains(at)
                ? new LimitState(limit, seat, window, used.plus(amount))
                : new LimitState(limit, seat, limit.window().opened(at), amount);
    }

    /// A correction; it touches the window only while it is the one of the use.
    LimitState giveBack(Rational amount, Instant usedAt) {
        return window.contains(usedAt)
                ? new LimitState(limit, seat, window, used.minus(amount).max(Rational.ZERO))
                : this;
    }
}
