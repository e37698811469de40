package io.tokengrid.rating.plan;

import io.tokengrid.rating.plan.Subscription.Phase;
import java.time.Instant;
import java.util.Optional;

/// What happens at an instant, in the order of precedence at the same one.
sealed interface PlanStep {
    Instant at();

    record Change(Instant at, Phase phase) implements PlanStep {}

    record Pack(Instant at, Grant grant) implements PlanStep {}

    record Settle(Instant at, UsageEvent event) implements PlanStep {}

    record Correct(Instant at, Correction correction) implements PlanStep {}

    record Admit(Instant at, UsageEvent event) implements PlanStep {}

    /// The id of the usage; empty for what concerns none.
    default Optional<String> usage() {
        return switch (this) {
            case Change _, Pack _ -> Optional.empty();
            case Settle(Instant _, UsageEvent event) -> Optional.of(event.id());
            case Correct(Instant _, Correction correction) -> Optional.of(correction.event());
            case Admit(Instant _, UsageEvent event) -> Optional.of(event.id());
        };
    }

    default int rank() {
        return switch (this) {
            case Change _ -> 0;
            case Pack _ -> 1;
            case Settle _ -> 2;
            case Correct _ -> 3;
            case Admit _ -> 4;
        };
    }
}
