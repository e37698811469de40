package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFold;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.ledger.CostCentre;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeItem.Deduction;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.storage.postgres.Statement.Adjustment;
import io.tokengrid.storage.postgres.Statement.CostCentreSums;
import io.tokengrid.storage.postgres.Statement.Line;
import io.tokengrid.storage.postgres.Statement.TopUp;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Puts a statement together.
final class StatementReader {
    private static final Map<String, TokenClass> CLASSES =
            Arrays.stream(TokenClass.values())
                    .collect(Collectors.toMap(TokenClass::key, Function.identity()));
    private static final Map<String, Deduction> DEDUCTIONS =
            Arrays.stream(Deduction.values())
                    .collect(Collectors.toMap(Deduction::key, Function.identity()));
    private static final Comparator<Line> LINE_ORDER =
            Comparator.comparing(Line::model).thenComparing(Line::item, ChargeItem.ORDER);
    private static final List<Dimension> COST_CENTRE =
            List.of(Dimension.DEPARTMENT, Dimension.APPLICATION, Dimension.FUNCTION);

    private final Connection connection;
    private final OrganizationId organization;

    StatementReader(Connection connection, OrganizationId organization) {
        this.connection = connection;
        this.organization = organization;
    }

    /// Null if the organization is not folded.
    @Nullable Statement read(Instant from, Instant to, AsOf asOf) throws SQLException {
        CurrencyCode currency = currency();
        if (currency == null) {
            return null;
        }
        List<CostCentreSums> centres = centres(currency, from, to);
        UsageSums sums = UsageSums.NONE;
        for (CostCentreSums centre : centres) {
            sums = sums.plus(centre.sums());
        }
        List<TopUp> topUps = new ArrayList<>();
        List<Adjustment> adjustments = new ArrayList<>();
        Money funded = funding(from, to, topUps, adjustments);
        var granted = new GrantReader(connection, organization);
        List<Statement.Granted> grants = granted.granted(from, to);
        List<Statement.GrantEnd> ends = granted.ended(from, to);
        for (Statement.Granted grant : grants) {
            funded = funded.plus(grant.amount());
        }
        for (Statement.GrantEnd end : ends) {
            funded = funded.minus(end.amount());
        }
        var plans = new PlanReader(connection, organization);
        List<Statement.Fee> fees = plans.fees(from, to);
        for (Statement.Fee fee : fees) {
            funded = funded.minus(fee.amount());
        }
        Money opening =
                fundedBefore(from)
                        .plus(granted.before(from))
                        .minus(paidBefore(currency, from))
                        .minus(plans.before(from));
        Map<CurrencyCode, List<Line>> lines = lines(from, to);
        return new Statement(
                organization,
                currency,
                from,
                to,
                opening,
                opening.plus(funded).minus(sums.paid()),
                sums,
                lines.getOrDefault(currency, List.of()),
                centres,
                List.copyOf(topUps),
                List.copyOf(adjustments),
                grants,
                ends,
                fees,
                inUnits(from, to, lines),
                asOf);
    }

    private @Nullable CurrencyCode currency() throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT currency FROM organizations WHERE id = ?")) {
            select.setLong(1, organization.value());
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? new CurrencyCode(rows.getString(1)) : null;
            }
        }
    }

    private List<Statement.InUnits> inUnits(
            Instant from, Instant to, Map<CurrencyCode, List<Line>> lines) throws SQLException {
        var query = new UsageQuery(organization, null, from, to, ZoneOffset.UTC, List.of());
        return new UsageReader(connection)
                .rows(query).stream()
                        .filter(row -> row.currency().isOfPlan())
                        .map(row ->
                                new Statement.InUnits(
                                        row.currency(),
                                        row.sums(),
                                        lines.getOrDefault(row.currency(), List.of())))
                        .toList();
    }

    private List<CostCentreSums> centres(CurrencyCode currency, Instant from, Instant to)
            throws SQLException {
        var query = new UsageQuery(organization, null, from, to, ZoneOffset.UTC, COST_CENTRE);
        return new UsageReader(connection)
                .rows(query).stream()
                        .filter(row -> row.currency().equals(currency))
                        .map(row ->
                                new CostCentreSums(
                                        new CostCentre(
                                                value(row, Dimension.DEPARTMENT),
                                                value(row, Dimension.APPLICATION),
                                                value(row, Dimension.FUNCTION)),
                                        row.sums()))
                        .toList();
    }

    private static String value(UsageRow row, Dimension dimension) {
        String value = row.group().get(dimension);
        if (value == null) {
            throw new IllegalStateException("a row without its " + dimension.key());
        }
        return value;
    }

    private Money paidBefore(CurrencyCode currency, Instant from) throws SQLException {
        var query =
                new UsageQuery(organization, null, Instant.MIN, from, ZoneOffset.UTC, List.of());
        Money paid = Money.ZERO;
        for (UsageRow row : new UsageReader(connection).rows(query)) {
            if (row.currency().equals(currency)) {
                paid = paid.plus(row.sums().paid());
            }
        }
        return paid;
    }

    private Money fundedBefore(Instant from) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        "SELECT sum(amount) FROM funding WHERE organization = ? AND at < ?")) {
            select.setLong(1, organization.value());
            select.setObject(2, HourSplit.within(from, from).from().atOffset(ZoneOffset.UTC));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                BigDecimal sum = rows.getBigDecimal(1);
                return sum == null ? Money.ZERO : Money.of(sum);
            }
        }
    }

    /// Lists the money that came in within a range and answers its sum.
    private Money funding(
            Instant from, Instant to, List<TopUp> topUps, List<Adjustment> adjustments)
            throws SQLException {
        HourSplit.Range range = HourSplit.within(from, to);
        Money sum = Money.ZERO;
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT reference, amount, reason, at, kind FROM funding
                        WHERE organization = ? AND at >= ? AND at < ?
                        ORDER BY at, node, sequence
                        """)) {
            select.setLong(1, organization.value());
            select.setObject(2, range.from().atOffset(ZoneOffset.UTC));
            select.setObject(3, range.to().atOffset(ZoneOffset.UTC));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    String reference = rows.getString(1);
                    Money amount = Money.of(rows.getBigDecimal(2));
                    String reason = rows.getString(3);
                    Instant at = rows.getObject(4, OffsetDateTime.class).toInstant();
                    sum = sum.plus(amount);
                    if (reason == null) {
                        topUps.add(new TopUp(reference, amount, at));
                    } else {
                        boolean document = !rows.getString(5).equals("adjustment");
                        adjustments.add(new Adjustment(reference, amount, reason, document, at));
                    }
                }
            }
        }
        return sum;
    }

    private record LineKey(CurrencyCode currency, String model, ChargeItem item) {}

    /// By what they are charged in.
    private Map<CurrencyCode, List<Line>> lines(Instant from, Instant to) throws SQLException {
        HourSplit split = HourSplit.of(from, to);
        Map<LineKey, ChargeSum> sums = new HashMap<>();
        hours(split, sums);
        Map<CallFold.ChargeCell, ChargeSum> edges = new HashMap<>();
        for (HourSplit.Range edge : split.edges()) {
            new CallReader(connection)
                    .each(organization, null, edge, call -> CallFold.charges(call, edges));
        }
        edges.forEach((cell, sum) ->
                sums.merge(
                        new LineKey(cell.currency(), cell.model(), cell.item()),
                        sum,
                        ChargeSum::plus));
        Map<CurrencyCode, List<Line>> lines = new HashMap<>();
        sums.forEach((key, sum) -> {
            if (!sum.isNothing()) {
                lines.computeIfAbsent(key.currency, _ -> new ArrayList<>())
                        .add(new Line(key.model, key.item, sum));
            }
        });
        lines.values().forEach(all -> all.sort(LINE_ORDER));
        return lines;
    }

    private void hours(HourSplit split, Map<LineKey, ChargeSum> sums) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement(
                        """
                        SELECT currency, model, item, price, sum(quantity)::bigint, sum(amount)
                        FROM charge_hours
                        WHERE organization = ? AND hour >= ? AND hour < ?
                        GROUP BY currency, model, item, price
                        """)) {
            select.setLong(1, organization.value());
            select.setObject(2, split.from().atOffset(ZoneOffset.UTC));
            select.setObject(3, split.to().atOffset(ZoneOffset.UTC));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    var key =
                            new LineKey(
                                    new CurrencyCode(rows.getString(1)),
                                    rows.getString(2),
                                    item(rows.getString(3), rows.getBigDecimal(4)));
                    Money amount = Money.of(rows.getBigDecimal(6));
                    sums.put(key, new ChargeSum(rows.getLong(5), amount));
                }
            }
        }
    }

    /// The item that is stored as a name and a price.
    static ChargeItem item(String key, BigDecimal price) {
        TokenClass tokenClass = CLASSES.get(key);
        if (tokenClass != null) {
            return new ChargeItem.Tokens(tokenClass, price(price));
        }
        ChargeItem deduction = DEDUCTIONS.get(key);
        return deduction != null
                ? deduction
                : new ChargeItem.Units(UsageUnit.of(key), new UnitPrice(Money.of(price)));
    }

    private static Price price(BigDecimal perMillion) {
        return new Price(perMillion.setScale(Price.SCALE).unscaledValue().longValueExact());
    }
}
