package io.tokengrid.console;

import io.tokengrid.journal.UsageSums;
import io.tokengrid.ledger.KeyView;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.storage.postgres.CostAdjustment;
import io.tokengrid.storage.postgres.Dimension;
import io.tokengrid.storage.postgres.UsageQuery;
import io.tokengrid.storage.postgres.UsageReport;
import io.tokengrid.storage.postgres.UsageRow;
import io.tokengrid.storage.postgres.Views;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Sums of usage, folded from the journal.
final class UsageApi {
    static final Parameter<Instant> FROM =
            Parameter.optional(
                    "from",
                    Instant.class,
                    "Calls admitted at this time or later (ISO 8601); 30 days before `to` if left"
                            + " out.");
    static final Parameter<Instant> TO =
            Parameter.optional(
                    "to", Instant.class, "Calls admitted before this time; up to now if left out.");
    static final Parameter<String> BY =
            Parameter.optional(
                    "by",
                    String.class,
                    "What the rows are by, separated by commas: "
                            + String.join(", ", dimensions())
                            + ". One row for each currency if left out.");
    static final Parameter<ZoneId> ZONE =
            Parameter.optional(
                    "zone",
                    ZoneId.class,
                    "Whose days and hours; the organization's if one is named, otherwise UTC.");

    private static final Duration USUAL = Duration.ofDays(30);

    private final Organizations organizations;
    private final Views views;
    private final Folded folded;

    UsageApi(Organizations organizations, Views views, Folded folded) {
        this.organizations = organizations;
        this.views = views;
        this.folded = folded;
    }

    /// @param from inclusive
    /// @param to exclusive
    /// @param costAdjustments of the days from `from` to `to`; none where only an organization or a
    ///   key is asked for
    record Usage(
            Instant from,
            Instant to,
            ZoneId zone,
            List<Dimension> by,
            List<UsageGroup> rows,
            List<CostAdjustmentRow> costAdjustments,
            AsOfView asOf) {}

    /// What providers' bills, once approved, add to the cost of calls: it belongs to no customer.
    ///
    /// @param model the provider's name of it
    /// @param day in the bill's zone
    record CostAdjustmentRow(
            String provider, String model, String day, CurrencyCode currency, Money amount) {
        static CostAdjustmentRow of(CostAdjustment adjustment) {
            return new CostAdjustmentRow(
                    adjustment.provider(),
                    adjustment.model(),
                    adjustment.day().toString(),
                    adjustment.currency(),
                    adjustment.amount());
        }
    }

    /// @param group what each of `by` is in this row
    record UsageGroup(Map<String, String> group, CurrencyCode currency, Sums sums) {}

    /// Sums over calls that have ended.
    ///
    /// @param calls all of them
    /// @param settled those with a charge
    /// @param input billed tokens that models read
    /// @param output billed tokens that models wrote
    /// @param tokens billed tokens by class
    /// @param charge what the usage costs
    /// @param overrun the part of it that the platform bore
    /// @param waived what the charge lines exceed `charge` by, where one was capped at its hold
    /// @param paid `charge` - `overrun`
    /// @param fromPrepaid the part of it that prepaid grants paid
    /// @param fromPromotional the part of it that promotional grants paid
    /// @param cost what providers get, as far as it is known
    /// @param unknownCost settled calls whose cost is not known
    /// @param estimatedCost what providers probably want for calls without a charge, and beyond one
    ///   that was cut
    /// @param audit our own counts beside the billed ones
    record Sums(
            long calls,
            long settled,
            TokenCount input,
            TokenCount output,
            Map<TokenClass, TokenCount> tokens,
            Money charge,
            Money overrun,
            Money waived,
            Money paid,
            Money fromPrepaid,
            Money fromPromotional,
            Money cost,
            long unknownCost,
            Money estimatedCost,
            AuditSums audit) {
        static Sums of(UsageSums sums) {
            return new Sums(
                    sums.calls(),
                    sums.settled(),
                    sums.input(),
                    sums.output(),
                    sums.tokens(),
                    sums.charge(),
                    sums.overrun(),
                    sums.waived(),
                    sums.paid(),
                    sums.drawn().prepaid(),
                    sums.drawn().promotional(),
                    sums.cost(),
                    sums.unknownCost(),
                    sums.estimatedCost(),
                    AuditSums.of(sums.audit()));
        }
    }

    /// Billed and counted tokens of the settled calls that were counted.
    record AuditSums(
            long calls,
            TokenCount billedInput,
            TokenCount billedOutput,
            TokenCount countedInput,
            TokenCount countedOutput) {
        static AuditSums of(UsageSums.Audit audit) {
            return new AuditSums(
                    audit.calls(),
                    audit.billedInput(),
                    audit.billedOutput(),
                    audit.countedInput(),
                    audit.countedOutput());
        }
    }

    Usage read(Request request) {
        OrganizationId organization = request.get(Parameters.ORGANIZATION);
        return read(request, organization, request.get(Calls.KEY));
    }

    /// Of the calling key alone.
    Usage readOwn(Request request) {
        KeyView key = request.key();
        return read(request, key.organization(), key.id());
    }

    private Usage read(
            Request request, @Nullable OrganizationId organization, @Nullable KeyId key) {
        ZoneId zone = request.get(ZONE, zone(organization, request.now()));
        Period period = period(request);
        List<Dimension> by = by(request.get(BY, ""));
        folded.await(request);
        UsageReport report =
                views.usage(
                        new UsageQuery(organization, key, period.from(), period.to(), zone, by));
        return new Usage(
                period.from(),
                period.to(),
                zone,
                by,
                report.rows().stream().map(UsageApi::row).toList(),
                organization == null && key == null ? adjustments(period, zone) : List.of(),
                AsOfView.of(report.asOf()));
    }

    private List<CostAdjustmentRow> adjustments(Period period, ZoneId zone) {
        LocalDate from = LocalDate.ofInstant(period.from(), zone);
        LocalDate to = LocalDate.ofInstant(period.to().minusNanos(1), zone).plusDays(1);
        return views.costAdjustments(from, to).stream().map(CostAdjustmentRow::of).toList();
    }

    /// A half-open range of time.
    record Period(Instant from, Instant to) {}

    /// The period that a request names, up to now and of 30 days if it does not.
    static Period period(Request request) {
        // A call of this very instant counts too.
        Instant to = request.get(TO, request.now().plusNanos(1_000));
        Instant from = request.get(FROM, to.minus(USUAL));
        if (to.isBefore(from)) {
            throw ApiProblem.invalid(
                    "invalid_parameter", "'to' is before 'from'.", "Ranges are half-open.");
        }
        return new Period(from, to);
    }

    private ZoneId zone(@Nullable OrganizationId organization, Instant now) {
        return organization == null
                ? ZoneId.of("UTC")
                : organizations.existing(organization, now).terms().zone();
    }

    private static List<Dimension> by(String text) {
        var by = new ArrayList<Dimension>();
        for (String name : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            Dimension dimension =
                    Arrays.stream(Dimension.values())
                            .filter(known -> known.key().equals(name.strip()))
                            .findFirst()
                            .orElseThrow(() ->
                                    ApiProblem.invalid(
                                            "invalid_parameter",
                                            "'by': there is no " + Quoted.of(name) + ".",
                                            Nearest.hint(name, dimensions())));
            if (by.contains(dimension)) {
                throw ApiProblem.invalid(
                        "invalid_parameter",
                        "'by' names " + Quoted.of(name) + " twice.",
                        BY.description());
            }
            by.add(dimension);
        }
        return by;
    }

    private static UsageGroup row(UsageRow row) {
        var group = new LinkedHashMap<String, String>();
        row.group().forEach((dimension, value) -> group.put(dimension.key(), value));
        return new UsageGroup(group, row.currency(), Sums.of(row.sums()));
    }

    private static List<String> dimensions() {
        return Arrays.stream(Dimension.values()).map(Dimension::key).toList();
    }
}
