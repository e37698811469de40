package io.tokengrid.rating.focus;

import io.tokengrid.rating.focus.FocusRow.Span;
import io.tokengrid.rating.invoice.DocumentKind;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An organization, with the documents by which its billing periods were closed.
///
/// @param zone of months
/// @param kind of the documents that it gets now
/// @param closed its invoices, by the end of their periods
public record FocusAccount(
        OrganizationId organization,
        String name,
        CurrencyCode currency,
        ZoneId zone,
        DocumentKind kind,
        List<Closed> closed) {
    public FocusAccount {
        closed = List.copyOf(closed);
    }

    /// A period that was invoiced.
    ///
    /// @param cut what was recorded before it is on the document
    public record Closed(String number, DocumentKind kind, Instant from, Instant to, Instant cut) {
        private Instant lastHour() {
            return fullHour(to);
        }
    }

    /// Where a charge is billed.
    ///
    /// @param document null while its period is open
    /// @param kind of that document, or of the one to come
    /// @param correction whether its own period was closed before
    public record Billed(
            @Nullable Closed document, DocumentKind kind, Span period, boolean correction) {}

    /// Where the charges of an hour are billed. A document has what was admitted before its end and
    /// recorded before its cut, unless the one before has it.
    ///
    /// @param recorded the hour in which they were recorded
    public Billed charge(Instant hour, Instant recorded) {
        return billed(
                hour, one -> hour.isBefore(one.lastHour()) && recorded.isBefore(one.cut), true);
    }

    /// Where an adjustment by hand is billed.
    public Billed adjustment(Instant at) {
        return billed(at, one -> at.isBefore(one.cut), false);
    }

    /// The month of a payment or a document.
    public Span month(Instant at) {
        YearMonth month = monthOf(at);
        return new Span(start(month), start(month.plusMonths(1)));
    }

    /// The month of a call that an invoice has under a heading of its own; null for those of the
    /// invoice's own period.
    @Nullable YearMonth earlier(Instant hour, Closed document) {
        return hour.isBefore(fullHour(document.from)) ? monthOf(hour) : null;
    }

    private Billed billed(Instant at, Predicate<Closed> has, boolean corrects) {
        Closed before = null;
        for (Closed one : closed) {
            if (has.test(one)) {
                return new Billed(
                        one,
                        one.kind,
                        new Span(one.from, one.to),
                        corrects && before != null && at.isBefore(before.lastHour()));
            }
            before = one;
        }
        if (before == null || !at.isBefore(before.to)) {
            Span month = month(at);
            Instant start =
                    before != null && before.to.isAfter(month.start()) ? before.to : month.start();
            return new Billed(null, kind, new Span(start, month.end()), false);
        }
        Span open = new Span(before.to, month(before.to).end());
        return new Billed(null, kind, open, corrects && at.isBefore(before.lastHour()));
    }

    private YearMonth monthOf(Instant at) {
        return YearMonth.from(at.atZone(zone));
    }

    private Instant start(YearMonth month) {
        return month.atDay(1).atStartOfDay(zone).toInstant();
    }

    /// The first full hour that does not begin before an instant.
    private static Instant fullHour(Instant at) {
        Instant full = at.truncatedTo(ChronoUnit.HOURS);
        return full.equals(at) ? full : full.plus(Duration.ofHours(1));
    }
}
