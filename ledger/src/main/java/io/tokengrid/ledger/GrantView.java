package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import java.time.Instant;

/// A grant as it stands at a position of the journal: drawn + held + left + expired + withdrawn =
/// its amount.
///
/// @param number its place among the organization's grants, from 1
/// @param held reserved by open calls
/// @param left what calls can still hold; of one whose life is over, what lapses with the next fact
///   about it
/// @param expired what was left at its expiry
/// @param withdrawn what an operator took back
/// @param recognised how much of what was paid for it was drawn: paid x drawn / amount, rounded to
///   10^-18
public record GrantView(
        long number,
        Grant grant,
        Instant grantedAt,
        Status status,
        Money drawn,
        Money held,
        Money left,
        Money expired,
        Money withdrawn,
        Money recognised) {
    /// Where a grant is in its life.
    public enum Status {
        /// It has not started.
        UPCOMING,
        ACTIVE,
        /// Nothing is left or held.
        USED_UP,
        EXPIRED,
        WITHDRAWN
    }
}
