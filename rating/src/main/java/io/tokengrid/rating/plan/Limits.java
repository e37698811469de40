package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The limits of a plan with what is used of each. For one thread; instants of uses must not go
/// back.
final class Limits {
    private record Key(Limit limit, String seat) {}

    private final List<Limit> limits;
    private final Map<Key, LimitState> states = new LinkedHashMap<>();

    Limits(List<Limit> limits) {
        this.limits = limits;
    }

    /// The most that fits all limits; `wanted` where none is in the way.
    Rational fitting(Rational wanted, Instant at, Optional<String> seat) {
        Rational fits = wanted;
        for (Limit limit : limits) {
            LimitState state = states.get(key(limit, seat));
            fits = fits.min(state == null ? limit.amount() : state.room(at));
        }
        return fits;
    }

    void use(Rational amount, Instant at, Optional<String> seat) {
        if (!amount.isPositive()) {
            return;
        }
        for (Limit limit : limits) {
            states.merge(
                    key(limit, seat),
                    new LimitState(
                            limit, key(limit, seat).seat(), limit.window().opened(at), amount),
                    (before, first) -> before.use(amount, at));
        }
    }

    void giveBack(Rational amount, Instant usedAt, Optional<String> seat) {
        for (Limit limit : limits) {
            states.computeIfPresent(
                    key(limit, seat), (key, state) -> state.giveBack(amount, usedAt));
        }
    }

    List<LimitState> states() {
        return List.copyOf(states.values());
    }

    private static Key key(Limit limit, Optional<String> seat) {
        return new Key(limit, limit.eachSeat() ? seat.orElse("") : "");
    }
}
