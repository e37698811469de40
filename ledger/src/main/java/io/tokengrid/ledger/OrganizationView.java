package io.tokengrid.ledger;

import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;

/// A customer as it stands at a position of the journal: available + held + spent = topped up +
/// granted - withdrawn.
///
/// @param available the wallet's balance; a new call can hold it and, postpaid, the credit limit
///   too
/// @param held reserved by open calls
/// @param spent settled
/// @param owed corrections that the wallet could not bear
/// @param openCalls how many calls hold money
public record OrganizationView(
        OrganizationId id,
        String name,
        Terms terms,
        Instant openedAt,
        Money available,
        Money held,
        Money spent,
        Money owed,
        int openCalls) {}
