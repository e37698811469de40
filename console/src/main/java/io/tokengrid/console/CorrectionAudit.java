package io.tokengrid.console;

import io.tokengrid.journal.Billed;
import io.tokengrid.journal.CallRating;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Fact;
import io.tokengrid.rating.Charge;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.postgres.ViewsUnavailable;
import io.tokengrid.units.CallId;
import io.tokengrid.units.Money;
import java.time.Duration;

/// Rates calls again whose charge was corrected, by the book and for the usage of each correction,
/// and adds up their lines.
final class CorrectionAudit {
    private static final Duration READING = Duration.ofSeconds(1);

    private final Views views;
    private final PriceBooks books;

    CorrectionAudit(Views views, PriceBooks books) {
        this.views = views;
        this.books = books;
    }

    /// Notes what adds up and what does not about the corrected calls that an audit came across, as
    /// far as they are folded.
    void check(JournalAudit audit) {
        long deadline = System.nanoTime() + READING.toNanos();
        try {
            for (CallId id : audit.corrected()) {
                CallRecord call = System.nanoTime() < deadline ? views.call(id) : null;
                if (call != null) {
                    call.corrections().forEach(one -> check(call, one, audit));
                }
            }
        } catch (ViewsUnavailable _) {
            // Statements say so.
        }
    }

    private void check(CallRecord call, Fact.Corrected correction, JournalAudit audit) {
        Billed billed = correction.billed();
        Money charge = billed.totals().charge();
        Money sum = billed.sum();
        boolean capped =
                sum.compareTo(charge) > 0 && charge.equals(call.admitted().change().amount());
        audit.lines()
                .check(
                        capped || sum.equals(charge),
                        () -> call.id() + " corrected to " + charge + ", its lines are " + sum);
        PriceBook book = books.of(call.id(), billed.book());
        Fact.Settled settled = call.settled();
        if (book != null && settled != null) {
            Charge again = new CallRating(book, call.admitted()).rate(settled, billed).charge();
            audit.rerating()
                    .check(
                            again.lines().equals(billed.lines())
                                    && again.unitLines().equals(billed.service().lines()),
                            () ->
                                    call.id()
                                            + " is corrected to "
                                            + billed.lines()
                                            + ", rated again "
                                            + again);
        }
    }
}
