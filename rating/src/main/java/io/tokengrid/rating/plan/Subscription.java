package io.tokengrid.rating.plan;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// What a customer has agreed to, from its start to its end.
///
/// @param terms the calendar and the currency, which no change of plan changes
/// @param phases the plans in the order of their start; at least one
/// @param packs bought or given in the unit of the plans' allowance
/// @param prepaid money, drawn as charges arise
/// @param end the first instant that it does not cover; empty while it goes on
public record Subscription(
        Terms terms,
        List<Phase> phases,
        List<Grant> packs,
        List<Grant> prepaid,
        Optional<Instant> end) {

    /// @param cycle the billing periods, in the customer's zone
    public record Terms(CurrencyCode currency, Cycle cycle, Proration proration) {
        public Terms {
            if (cycle.unit() == Cycle.Unit.HOUR && proration == Proration.DAYS) {
                throw new IllegalArgumentException(
                        "a part of a period of hours is measured in seconds, not in days");
            }
        }

        public ZoneId zone() {
            return cycle.zone();
        }
    }

    /// A plan from an instant on.
    ///
    /// @param start when it takes effect
    public record Phase(Plan plan, Instant from, Start start) {}

    /// When a change of plan takes effect.
    public enum Start {
        /// At the instant: fee and allowance of the rest of the period change in the same share.
        AT_ONCE,
        /// With the next period, in full.
        AT_RENEWAL
    }

    public Subscription {
        phases = List.copyOf(phases);
        packs = List.copyOf(packs);
        prepaid = List.copyOf(prepaid);
        if (phases.isEmpty()) {
            throw new IllegalArgumentException("a subscription needs a plan");
        }
        for (int i = 1; i < phases.size(); i++) {
            follows(phases.get(i - 1), phases.get(i));
        }
        if (end.isPresent() && !end.get().isAfter(phases.getLast().from())) {
            throw new IllegalArgumentException("a subscription cannot end before its last plan");
        }
    }

    private static void follows(Phase before, Phase after) {
        if (!after.from().isAfter(before.from())) {
            throw new IllegalArgumentException(
                    "the plan " + after.plan().name() + " must start after the one before it");
        }
        if (after.start() == Start.AT_ONCE
                && after.plan().fullFee().compareTo(before.plan().fullFee()) < 0) {
            throw new IllegalArgumentException(
                    "the plan "
                            + after.plan().name()
                            + " costs less than the one before, so it can only start with the next period");
        }
    }

    Instant start() {
        return phases.getFirst().from();
    }
}
