package io.tokengrid.rating.bill;

import io.tokengrid.rating.bill.Bill.Attested;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Sha256;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A provider's bill beside what was booked, and why they differ.
///
/// @param provider its name in the configuration
/// @param digest of the bill's file
/// @param from its first day
/// @param to the day after its last
/// @param rows of the bill
/// @param skipped lines of the file that were about other products or none
/// @param shift minutes by which the bill's days begin later than `zone` says; 0 if they do not
/// @param billed what the bill comes to
/// @param booked what the ledger had as cost of the period's calls
/// @param estimated what the ledger had beside it for interrupted calls, which the bill settles
/// @param foreign calls whose cost the ledger has in another currency than the bill's
/// @param cells by day and model
/// @param findings their amounts come to `billed` - `booked`, exactly
public record Reconciliation(
        String provider,
        String profile,
        Attested attested,
        Sha256 digest,
        ZoneId zone,
        LocalDate from,
        LocalDate to,
        CurrencyCode currency,
        int rows,
        int skipped,
        int shift,
        Money billed,
        Money booked,
        Money estimated,
        long foreign,
        List<Cell> cells,
        List<Finding> findings) {
    /// Throws [IllegalArgumentException] where the findings do not add up.
    public Reconciliation {
        cells = List.copyOf(cells);
        findings = List.copyOf(findings);
        Money sum = Money.ZERO;
        for (Finding finding : findings) {
            sum = sum.plus(finding.amount());
        }
        if (!sum.equals(billed.minus(booked))) {
            throw new IllegalArgumentException("findings that do not add up to the difference");
        }
    }

    /// A day and model.
    ///
    /// @param day null in a bill of a whole period
    /// @param billedTokens of all classes, by the bill
    /// @param reportedTokens of all classes, by the answers
    /// @param countedTokens as they were counted here, of `counted` calls
    /// @param calls settled ones
    public record Cell(
            @Nullable LocalDate day,
            String model,
            Money billed,
            Money booked,
            long billedTokens,
            long reportedTokens,
            long countedTokens,
            long counted,
            long calls) {}
}
