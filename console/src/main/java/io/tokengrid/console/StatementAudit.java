package io.tokengrid.console;

import io.tokengrid.journal.NodeState;
import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.ledger.OrganizationView;
import io.tokengrid.storage.Node;
import io.tokengrid.storage.postgres.Statement;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.storage.postgres.ViewsUnavailable;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Adds up whole statements: lines to charges, charges to balances, and both to the ledger where
/// the views are of the same moment as it.
final class StatementAudit {
    /// Those who spent most are looked at.
    private static final int SAMPLE = 20;

    private static final Duration READING = Duration.ofSeconds(2);
    private static final Duration FOLDING = Duration.ofSeconds(1);
    private static final Instant BEGIN = Instant.EPOCH;
    private static final Instant END = Instant.parse("9999-12-31T00:00:00Z");

    private final Views views;

    StatementAudit(Views views) {
        this.views = views;
    }

    /// Notes what adds up and what does not, and the payments that it comes across.
    ///
    /// @param state the node's state when it was frozen
    /// @return why statements were not looked at; null if they were
    @Nullable String check(Node.Frozen frozen, NodeState state, JournalAudit audit, Instant now)
            throws InterruptedException {
        if (!views.awaitFolded(frozen.sequence(), FOLDING)) {
            return "the views are behind: " + views.status().state().key();
        }
        Tally lines = audit.lines();
        long deadline = System.nanoTime() + READING.toNanos();
        try {
            for (OrganizationView organization : largest(state, now)) {
                if (System.nanoTime() - deadline > 0) {
                    break;
                }
                Statement statement = views.statement(organization.id(), BEGIN, END);
                lines.check(statement != null, () -> organization.id() + " has no statement");
                if (statement != null) {
                    check(statement, lines);
                    if (statement.asOf().sequence() == frozen.sequence()) {
                        compare(statement, organization, lines);
                        payments(statement, audit);
                    }
                }
            }
            return null;
        } catch (ViewsUnavailable e) {
            return "the views are away";
        }
    }

    private static List<OrganizationView> largest(NodeState state, Instant now) {
        return state.ledger().organizations(now).stream()
                .sorted(Comparator.comparing(OrganizationView::spent).reversed())
                .limit(SAMPLE)
                .toList();
    }

    private static void check(Statement statement, Tally lines) {
        Money sum = Money.ZERO;
        for (Statement.Line line : statement.lines()) {
            sum = sum.plus(line.sum().amount());
        }
        Money lineSum = sum;
        lines.check(
                sum.equals(statement.sums().paid()),
                () ->
                        statement.organization()
                                + ": lines "
                                + lineSum
                                + ", paid "
                                + statement.sums().paid());
        Money centres = Money.ZERO;
        for (Statement.CostCentreSums centre : statement.costCentres()) {
            centres = centres.plus(centre.sums().charge());
        }
        Money centreSum = centres;
        lines.check(
                centres.equals(statement.sums().charge()),
                () -> statement.organization() + ": cost centres " + centreSum);
        Money closing = statement.opening().minus(statement.sums().paid());
        for (Statement.TopUp up : statement.topUps()) {
            closing = closing.plus(up.amount());
        }
        for (Statement.Adjustment adjustment : statement.adjustments()) {
            closing = closing.plus(adjustment.amount());
        }
        for (Statement.Granted grant : statement.grants()) {
            closing = closing.plus(grant.amount());
        }
        for (Statement.GrantEnd end : statement.grantEnds()) {
            closing = closing.minus(end.amount());
        }
        for (Statement.Fee fee : statement.fees()) {
            closing = closing.minus(fee.amount());
        }
        Money expected = closing;
        lines.check(
                closing.equals(statement.closing()),
                () ->
                        statement.organization()
                                + ": closes at "
                                + statement.closing()
                                + ", adds up to "
                                + expected);
    }

    private static void payments(Statement statement, JournalAudit audit) {
        OrganizationId organization = statement.organization();
        for (Statement.TopUp up : statement.topUps()) {
            audit.stated(
                    organization,
                    up.reference(),
                    new LedgerFact.ToppedUp(
                            organization, up.amount(), Money.ZERO, up.reference(), up.at()));
        }
        for (Statement.Adjustment one : statement.adjustments()) {
            if (one.document()) {
                continue;
            }
            audit.stated(
                    organization,
                    one.reference(),
                    new LedgerFact.Adjusted(
                            organization,
                            one.amount(),
                            Money.ZERO,
                            one.reason(),
                            one.reference(),
                            one.at()));
        }
    }

    private static void compare(Statement statement, OrganizationView organization, Tally lines) {
        Money sum = statement.sums().paid();
        for (Statement.Fee fee : statement.fees()) {
            sum = sum.plus(fee.amount());
        }
        Money paid = sum;
        lines.check(
                paid.equals(organization.spent()),
                () ->
                        organization.id()
                                + ": the statement says "
                                + paid
                                + ", the ledger "
                                + organization.spent());
        Money balance = organization.balance();
        lines.check(
                statement.closing().equals(balance),
                () ->
                        organization.id()
                                + ": the statement closes at "
                                + statement.closing()
                                + ", the ledger has "
                                + balance);
    }
}
