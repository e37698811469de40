package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;

/// A customer as it stands at a position of the journal: available + held + spent = topped up +
/// granted - withdrawn.
///
/// @param available the wallet's balance and what is left of grants; a new call can hold it, as far
///   as the grants are for its model, and, postpaid, the credit limit too
/// @param held reserved by open calls
/// @param spent settled
/// @param owed what the wallet could not bear: corrections, reported usage, fees
/// @param openCalls how many calls hold money
/// @param grants the grants, in sums
public record OrganizationView(
        OrganizationId id,
        String name,
        Terms terms,
        Instant openedAt,
        Money available,
        Money held,
        Money spent,
        Money owed,
        int openCalls,
        GrantTotals grants) {
    /// What the wallet has: `available` without grants.
    public Money wallet() {
        return available.minus(grants.available());
    }

    /// All that it has, also what it cannot spend yet or what lapses with the next fact: what its
    /// statement closes at.
    public Money balance() {
        return available.plus(grants.upcoming()).plus(grants.lapsing()).plus(held).minus(owed);
    }
}
