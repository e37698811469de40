package io.tokengrid.storage.postgres;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;

/// A balance as folded from the facts, apart from the node's ledger.
///
/// @param available the wallet and what is left of grants, also of those that have not started or
///   whose end is not booked yet
/// @param held reserved by open calls
/// @param spent settled
/// @param owed what the wallet could not bear: corrections, reported usage, fees
public record FoldedBalance(
        OrganizationId organization,
        CurrencyCode currency,
        Money available,
        Money held,
        Money spent,
        Money owed,
        AsOf asOf) {}
