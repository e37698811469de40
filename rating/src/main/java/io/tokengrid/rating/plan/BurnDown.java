package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How a grant that was bought runs down: what will be left unused, or when it will be used up, if
/// it goes on as it did since its start.
///
/// @param at when it was looked at
/// @param unused in the unit of the grant, at its end
/// @param waste currency units that the unused part was bought for
/// @param usedUp when nothing is left, to the second; empty where it expires before that
public record BurnDown(Instant at, Rational unused, Rational waste, Optional<Instant> usedUp) {
    /// Empty where there is nothing to go by: the grant has not started, never expires, or is over.
    public static Optional<BurnDown> of(GrantState state, Instant at) {
        Grant grant = state.grant();
        Instant start = grant.life().starts();
        if (grant.life().expires().isEmpty() || !grant.life().contains(at) || !at.isAfter(start)) {
            return Optional.empty();
        }
        Rational elapsed = seconds(start, at);
        Rational term = seconds(start, grant.life().expires().get());
        Rational usable = grant.amount().minus(state.withdrawn());
        Rational expected = state.drawn().times(term).dividedBy(elapsed).min(usable);
        Rational unused = usable.minus(expected);
        return Optional.of(
                new BurnDown(
                        at,
                        unused,
                        unused.times(grant.costBasis()),
                        unused.isZero() && state.drawn().isPositive()
                                ? Optional.of(usedUp(start, elapsed, usable, state.drawn()))
                                : Optional.empty()));
    }

    private static Instant usedUp(
            Instant start, Rational elapsed, Rational usable, Rational drawn) {
        Rational needed = elapsed.times(usable).dividedBy(drawn).ceiling();
        return start.plusSeconds(needed.numerator().longValueExact());
    }

    private static Rational seconds(Instant from, Instant to) {
        return Rational.of(Duration.between(from, to).toSeconds());
    }
}
