package io.tokengrid.storage.postgres;

import io.tokengrid.journal.UsageSums;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.ledger.GrantKind;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an organization used and paid in a period. A call counts in the period of its admission, at
/// whatever time it ends (exactness F3); one that is still open counts nowhere yet. All amounts are
/// exact, and the lines add up (`LinesAddUp`): their sum = `sums.paid`, and `opening` + top-ups +
/// adjustments + grants - what expired or was withdrawn of grants - fees of plans - that =
/// `closing`.
///
/// @param opening what the organization had at `from`: all top-ups, adjustments and grants before
///   less what calls admitted before cost it and what was left of grants that ended before. At any
///   instant that is available + held - owed, with grants that have not started
/// @param closing the same at `to`
/// @param sums all calls of the period that are charged in money
/// @param lines what their charges are made of
/// @param costCentres who caused them, by name
/// @param topUps in order
/// @param adjustments in order
/// @param grants given in the period, in order
/// @param grantEnds what expired or was withdrawn of grants in the period, in order
/// @param fees of periods of plans that began in the period, in order
/// @param inUnits the calls that plans covered, by the unit that they are counted in
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
        List<Granted> grants,
        List<GrantEnd> grantEnds,
        List<Fee> fees,
        List<InUnits> inUnits,
        AsOf asOf) {
    /// What a period of a plan costs.
    ///
    /// @param subscription its number
    /// @param at when it was charged
    public record Fee(long subscription, String plan, Period period, Money amount, Instant at) {}

    /// Calls that plans covered.
    ///
    /// @param sums in the unit
    /// @param lines what they took; their sum is `sums.paid`
    public record InUnits(CurrencyCode unit, UsageSums sums, List<Line> lines) {}

    /// All tokens of a class, or all of another unit, at a price; or all that was deducted for a
    /// reason.
    public record Line(String model, ChargeItem item, ChargeSum sum) {}

    /// A department's application's function.
    public record CostCentreSums(CostCentre costCentre, UsageSums sums) {}

    /// Money that came in.
    public record TopUp(String reference, Money amount, Instant at) {}

    /// Money given ahead of its use.
    ///
    /// @param number names the grant
    /// @param expires null for never
    public record Granted(
            long number,
            String reference,
            GrantKind kind,
            Money amount,
            Money paid,
            Instant starts,
            @Nullable Instant expires,
            Instant at) {}

    /// What was left of a grant when it expired or was withdrawn, or came back to it later.
    ///
    /// @param number names the grant
    public record GrantEnd(
            long number,
            String reference,
            GrantKind kind,
            boolean withdrawn,
            Money amount,
            Instant at) {}

    /// A refund (positive) or correction.
    ///
    /// @param document whether it is tax and rounding of an invoice, or a credit note, by whose
    ///   number or reference it goes
    public record Adjustment(
            String reference, Money amount, String reason, boolean document, Instant at) {}
}
