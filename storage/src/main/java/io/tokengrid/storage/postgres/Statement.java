package io.tokengrid.storage.postgres;

import io.tokengrid.journal.UsageSums;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.List;

/// What an organization used and paid in a period. A call counts in the period of its admission, at
/// whatever time it ends (exactness F3); one that is still open counts nowhere yet. All amounts are
/// exact, and the lines add up (`LinesAddUp`): their sum = `sums.paid`, and `opening` + top-ups +
/// adjustments - that = `closing`.
///
/// @param opening what the organization had at `from`: all top-ups and adjustments before less what
///   calls admitted before cost it. At any instant that is available + held - owed
/// @param closing the same at `to`
/// @param sums all calls of the period
/// @param lines what the charges are made of
/// @param costCentres who caused them, by name
/// @param topUps in order
/// @param adjustments in order
public record Statement(
        OrganizationId organization,
        CurrencyCode currency,
        Instant from,
        Instant to,
        Money opening,
        Money closing,
        UsageSums sums,
        List<Line> lines,
        List<CostCentreSums> costCentres,
        List<TopUp> topUps,
        List<Adjustment> adjustments,
        AsOf asOf) {
    /// All tokens of a class, or all of another unit, at a price; or all that was deducted for a
    /// reason.
    public record Line(String model, ChargeItem item, ChargeSum sum) {}

    /// A department's application's function.
    public record CostCentreSums(CostCentre costCentre, UsageSums sums) {}

    /// Money that came in.
    public record TopUp(String reference, Money amount, Instant at) {}

    /// A refund (positive) or correction.
    ///
    /// @param document whether it is tax and rounding of an invoice, or a credit note, by whose
    ///   number or reference it goes
    public record Adjustment(
            String reference, Money amount, String reason, boolean document, Instant at) {}
}
