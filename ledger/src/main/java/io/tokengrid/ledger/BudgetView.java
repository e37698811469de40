package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A budget as it stands.
///
/// @param periodStart where the current period began
/// @param resets the first instant of the next one; null if it never starts anew
/// @param spent settled by calls admitted in the period, without what the platform lost on them
/// @param held reserved by open ones
public record BudgetView(
        BudgetScope scope,
        Budget budget,
        Instant periodStart,
        @Nullable Instant resets,
        Money spent,
        Money held,
        TokenCount tokensSpent,
        TokenCount tokensHeld) {}
