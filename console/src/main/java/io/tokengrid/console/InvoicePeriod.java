package io.tokengrid.console;

import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.storage.postgres.InvoiceQuery;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// Which period a document is asked for.
record InvoicePeriod(Instant from, Instant to, Instant cut) {
    /// Until then facts may still be on their way to the journal that were decided before the cut.
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final String HINT =
            "Send 'month' such as 2026-10, or 'from' and 'to'; 'cut' is a full hour (UTC).";

    /// The period of a month, or of two instants. The cut is an hour after its end if left out.
    static InvoicePeriod of(
            ZoneId zone,
            @Nullable String month,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable Instant cut) {
        if ((month == null) == (from == null || to == null)
                || (month != null && (from != null || to != null))) {
            throw ApiProblem.invalid("invalid_period", "No period is given.", HINT);
        }
        Instant begin = from;
        Instant end = to;
        if (month != null) {
            try {
                YearMonth parsed = YearMonth.parse(month);
                begin = parsed.atDay(1).atStartOfDay(zone).toInstant();
                end = parsed.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
            } catch (DateTimeException e) {
                throw ApiProblem.invalid(
                        "invalid_period", Quoted.of(month) + " is no month.", HINT);
            }
        }
        if (begin == null || end == null || !begin.isBefore(end)) {
            throw ApiProblem.invalid("invalid_period", "'to' is not after 'from'.", HINT);
        }
        Instant until = cut == null ? fullHour(end).plus(Duration.ofHours(1)) : cut;
        if (until.isBefore(end) || !until.equals(until.truncatedTo(ChronoUnit.HOURS))) {
            throw ApiProblem.invalid(
                    "invalid_cut", "The cut is before the period's end or no full hour.", HINT);
        }
        return new InvoicePeriod(begin, end, until);
    }

    private static Instant fullHour(Instant at) {
        Instant full = at.truncatedTo(ChronoUnit.HOURS);
        return full.equals(at) ? full : full.plus(Duration.ofHours(1));
    }

    /// Whether everything that was recorded before the cut is known by now.
    boolean complete(Instant now) {
        return !now.isBefore(cut.plus(GRACE));
    }

    InvoiceQuery query(OrganizationView view, InvoiceQuery.@Nullable Covered previous) {
        return new InvoiceQuery(view.id(), from, to, cut, view.terms().zone(), previous);
    }
}
