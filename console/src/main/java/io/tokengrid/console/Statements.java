package io.tokengrid.console;

import io.tokengrid.ledger.GrantKind;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.storage.postgres.Statement;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.TokenCount;
import io.tokengrid.units.UnitPrice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The statements of organizations.
final class Statements {
    static final Parameter<Instant> FROM =
            Parameter.required("from", Instant.class, "The period's first instant (ISO 8601).");
    static final Parameter<Instant> TO =
            Parameter.required("to", Instant.class, "The first instant after the period.");

    private final Views views;
    private final Organizations organizations;
    private final Folded folded;

    Statements(Views views, Organizations organizations, Folded folded) {
        this.views = views;
        this.organizations = organizations;
        this.folded = folded;
    }

    /// What an organization used and paid in a period. The lines and unit lines less `sums.waived`
    /// are `sums.charge`; `opening` + top-ups + adjustments + grants - grant ends - fees -
    /// `sums.paid` = `closing`.
    ///
    /// @param opening what the organization had at `from`: available + held - owed
    /// @param closing the same at `to`
    /// @param fees of periods of plans that began
    /// @param inUnits the calls that plans covered, which are in no other figure
    record PeriodStatement(
            OrganizationId organization,
            String name,
            CurrencyCode currency,
            Instant from,
            Instant to,
            Money opening,
            Money closing,
            UsageApi.Sums sums,
            List<StatementLine> lines,
            List<StatementUnitLine> unitLines,
            List<CostCentreSums> costCentres,
            List<StatementTopUp> topUps,
            List<StatementAdjustment> adjustments,
            List<StatementGrant> grants,
            List<StatementGrantEnd> grantEnds,
            List<PlanFee> fees,
            List<StatementUnits> inUnits,
            AsOfView asOf) {}

    /// What a period of a plan cost.
    ///
    /// @param subscription its number
    /// @param from the period's first instant
    /// @param to the first instant after it
    /// @param at when it was charged
    record PlanFee(
            long subscription, String plan, Instant from, Instant to, Money amount, Instant at) {}

    /// The calls that plans covered, in the unit of the plan.
    ///
    /// @param sums in that unit
    /// @param lines with the weight of a million tokens as price; their sum is `sums.charge`
    record StatementUnits(String unit, UsageApi.Sums sums, List<StatementLine> lines) {}

    /// Money given ahead of its use.
    ///
    /// @param number names the grant
    /// @param paid what was paid for all of it
    /// @param expires null for never
    record StatementGrant(
            long number,
            String reference,
            GrantKind kind,
            Money amount,
            Money paid,
            Instant starts,
            @Nullable Instant expires,
            Instant at) {}

    /// Why what was left of a grant went away.
    enum GrantEnding {
        EXPIRED,
        WITHDRAWN
    }

    /// What was left of a grant at its end, or came back to it from a call later.
    ///
    /// @param number names the grant
    record StatementGrantEnd(
            long number,
            String reference,
            GrantKind kind,
            GrantEnding ending,
            Money amount,
            Instant at) {}

    /// All tokens of a class at a price.
    record StatementLine(
            String model,
            TokenClass tokenClass,
            Price perMillion,
            TokenCount tokens,
            Money amount) {}

    /// All of another unit at a price.
    ///
    /// @param perUnit price of one
    record StatementUnitLine(
            String model, UsageUnit unit, UnitPrice perUnit, long quantity, Money amount) {}

    record CostCentreSums(
            String department, String application, String function, UsageApi.Sums sums) {}

    record StatementTopUp(String reference, Money amount, Instant at) {}

    /// @param document whether it is tax and rounding of an invoice, or a credit note
    record StatementAdjustment(
            String reference, Money amount, String reason, boolean document, Instant at) {}

    PeriodStatement read(Request request) {
        var view = organizations.existing(request.organization(), request.now());
        Instant from = request.required(FROM);
        Instant to = request.required(TO);
        if (to.isBefore(from)) {
            throw ApiProblem.invalid(
                    "invalid_parameter", "'to' is before 'from'.", "Ranges are half-open.");
        }
        folded.await(request);
        Statement statement = views.statement(view.id(), from, to);
        if (statement == null) {
            throw ApiProblem.unavailable(
                    "not_folded",
                    "The organization is not in the views yet.",
                    "Ask again in a moment, or with wait=true.");
        }
        return new PeriodStatement(
                statement.organization(),
                view.name(),
                statement.currency(),
                statement.from(),
                statement.to(),
                statement.opening(),
                statement.closing(),
                UsageApi.Sums.of(statement.sums()),
                lines(statement.lines()),
                unitLines(statement),
                statement.costCentres().stream()
                        .map(centre ->
                                new CostCentreSums(
                                        centre.costCentre().department(),
                                        centre.costCentre().application(),
                                        centre.costCentre().function(),
                                        UsageApi.Sums.of(centre.sums())))
                        .toList(),
                statement.topUps().stream()
                        .map(up -> new StatementTopUp(up.reference(), up.amount(), up.at()))
                        .toList(),
                statement.adjustments().stream()
                        .map(one ->
                                new StatementAdjustment(
                                        one.reference(),
                                        one.amount(),
                                        one.reason(),
                                        one.document(),
                                        one.at()))
                        .toList(),
                statement.grants().stream().map(Statements::grant).toList(),
                statement.grantEnds().stream().map(Statements::end).toList(),
                statement.fees().stream().map(Statements::fee).toList(),
                statement.inUnits().stream()
                        .map(one ->
                                new StatementUnits(
                                        one.unit().unit(),
                                        UsageApi.Sums.of(one.sums()),
                                        lines(one.lines())))
                        .toList(),
                AsOfView.of(statement.asOf()));
    }

    private static StatementGrant grant(Statement.Granted grant) {
        return new StatementGrant(
                grant.number(),
                grant.reference(),
                grant.kind(),
                grant.amount(),
                grant.paid(),
                grant.starts(),
                grant.expires(),
                grant.at());
    }

    private static StatementGrantEnd end(Statement.GrantEnd end) {
        return new StatementGrantEnd(
                end.number(),
                end.reference(),
                end.kind(),
                end.withdrawn() ? GrantEnding.WITHDRAWN : GrantEnding.EXPIRED,
                end.amount(),
                end.at());
    }

    private static PlanFee fee(Statement.Fee fee) {
        return new PlanFee(
                fee.subscription(),
                fee.plan(),
                fee.period().start(),
                fee.period().end(),
                fee.amount(),
                fee.at());
    }

    private static List<StatementLine> lines(List<Statement.Line> of) {
        var lines = new ArrayList<StatementLine>();
        for (Statement.Line line : of) {
            if (line.item() instanceof ChargeItem.Tokens(TokenClass tokenClass, Price price)) {
                var tokens = new TokenCount(line.sum().quantity());
                Money amount = line.sum().amount();
                lines.add(new StatementLine(line.model(), tokenClass, price, tokens, amount));
            }
        }
        return lines;
    }

    private static List<StatementUnitLine> unitLines(Statement statement) {
        var lines = new ArrayList<StatementUnitLine>();
        for (Statement.Line line : statement.lines()) {
            if (line.item() instanceof ChargeItem.Units(UsageUnit unit, UnitPrice price)) {
                ChargeSum sum = line.sum();
                lines.add(
                        new StatementUnitLine(
                                line.model(), unit, price, sum.quantity(), sum.amount()));
            }
        }
        return lines;
    }
}
