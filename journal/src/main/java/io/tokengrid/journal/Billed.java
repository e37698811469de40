package io.tokengrid.journal;

import io.tokengrid.journal.Fact.Service;
import io.tokengrid.ledger.CallTotals;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.Charge.ChargeLine;
import io.tokengrid.rating.Charge.UnitLine;
import io.tokengrid.units.Money;
import java.util.List;

/// What a call is charged for, as one of its facts has it: its settlement, or the last correction.
///
/// @param book the version of the price book that rated it
/// @param usage what is billed
/// @param service how it was served, and what it used besides tokens
/// @param lines class by class what the charge is made of
/// @param totals what that comes to
public record Billed(
        long book, Usage usage, Service service, List<ChargeLine> lines, CallTotals totals) {
    /// What all lines come to, those of other units than tokens included; a charge that is capped
    /// at the hold is less.
    public Money sum() {
        Money sum = Money.ZERO;
        for (ChargeLine line : lines) {
            sum = sum.plus(line.amount());
        }
        for (UnitLine line : service.lines()) {
            sum = sum.plus(line.amount());
        }
        return sum;
    }

    /// What of the lines is not charged, because the charge was capped at the hold.
    public Money waived() {
        return sum().minus(totals.charge());
    }

    /// Whether both say the same, whatever book it is by.
    public boolean same(Billed other) {
        return usage.equals(other.usage)
                && service.equals(other.service)
                && lines.equals(other.lines)
                && totals.equals(other.totals);
    }
}
