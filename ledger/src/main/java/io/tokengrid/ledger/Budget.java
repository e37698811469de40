package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import org.jspecify.annotations.Nullable;

/// A limit on what a part of an organization may use in a period: money or tokens, one of the two.
///
/// @param amount the most money, or null for a limit of tokens
/// @param tokens the most tokens, or null for a limit of money
/// @param per when it starts anew
/// @param hard whether calls beyond it are refused; otherwise it only informs
public record Budget(
        @Nullable Money amount, @Nullable TokenCount tokens, BudgetPeriod per, boolean hard) {
    public Budget {
        if ((amount == null) == (tokens == null)) {
            throw new IllegalArgumentException("a budget limits either 'amount' or 'tokens'");
        }
        if (amount != null && amount.isNegative()) {
            throw new IllegalArgumentException("a budget's 'amount' cannot be negative");
        }
    }

    /// Whether both count the same thing, so that one can take over what the other has counted.
    boolean continues(Budget other) {
        return per == other.per && (amount == null) == (other.amount == null);
    }
}
