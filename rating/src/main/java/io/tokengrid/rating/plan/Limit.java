package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.time.Duration;
import java.time.Instant;

/// The most that can be used of a plan in a window of time, whatever else is left.
///
/// @param amount in the unit of the plan
/// @param eachSeat whether every seat has its own
public record Limit(String name, Rational amount, Window window, boolean eachSeat) {
    /// When a window begins and ends.
    public sealed interface Window {
        /// The window that a use opens, or is in.
        Period opened(Instant use);

        /// By the calendar, such as the day or the week.
        record Calendar(Cycle cycle) implements Window {
            @Override
            public Period opened(Instant use) {
                return cycle.at(use);
            }
        }

        /// From the first use on, for so long; the next one opens with the first use after that.
        record FirstUse(Duration length) implements Window {
            public FirstUse {
                if (!length.isPositive()) {
                    throw new IllegalArgumentException("a window must have a length");
                }
            }

            @Override
            public Period opened(Instant use) {
                return new Period(use, use.plus(length));
            }
        }
    }

    public Limit {
        Amounts.notNegative(amount, "limit");
    }
}
