package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.Optional;

/// An amount given ahead of its use: what a plan includes in a period, an add-on pack, prepaid
/// money, a promotion. In the unit of the [Grants] that hold it.
///
/// @param id unique among the grants of one customer
/// @param seat the only seat that may draw on it; empty for all
/// @param amount above zero
/// @param priority drawn before grants with a higher one where the [BurnOrder] says so
/// @param life when it can be drawn; what is left at its end is breakage
/// @param source how it came about
public record Grant(
        String id, Optional<String> seat, Rational amount, int priority, Life life, Source source) {

    /// @param starts the first instant at which it can be drawn
    /// @param expires the first at which it cannot any more; empty for never
    public record Life(Instant starts, Optional<Instant> expires) {
        public Life {
            if (expires.isPresent() && !expires.get().isAfter(starts)) {
                throw new IllegalArgumentException("a grant must expire after it starts");
            }
        }

        /// Whether it can be drawn no more.
        public boolean isOver(Instant at) {
            return expires.isPresent() && !at.isBefore(expires.get());
        }

        /// Whether it can be drawn.
        public boolean contains(Instant at) {
            return !at.isBefore(starts) && !isOver(at);
        }
    }

    /// @param paid currency units that were paid for all of it; 0 for a gift
    /// @param promotional a gift to win or keep a customer, kept apart from what was paid for
    public record Source(Rational paid, boolean promotional) {
        public static final Source INCLUDED = new Source(Rational.ZERO, false);

        public Source {
            Amounts.notNegative(paid, "amount paid for a grant");
            if (promotional && paid.isPositive()) {
                throw new IllegalArgumentException("a promotional grant is not paid for");
            }
        }
    }

    public Grant {
        Amounts.positive(amount, "amount of a grant");
    }

    /// What one unit of it was bought for; revenue when it is drawn.
    public Rational costBasis() {
        return source.paid().dividedBy(amount);
    }
}
