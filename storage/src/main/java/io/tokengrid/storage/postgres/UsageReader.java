package io.tokengrid.storage.postgres;

import io.tokengrid.journal.CallFold;
import io.tokengrid.journal.CallRecord;
import io.tokengrid.journal.Series;
import io.tokengrid.journal.UsageSums;
import io.tokengrid.journal.UsageTally;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.KeyId;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.TokenCount;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Sums usage: whole hours from `usage_hours`, the rest from the calls.
final class UsageReader {
    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx");
    private static final TokenClass[] CLASSES = TokenClass.values();
    private static final String SUMS =
            UsageRows.SUMS.stream()
                    .map(column ->
                            UsageRows.isAmount(column)
                                    ? "sum(u.%s)".formatted(column)
                                    : "sum(u.%s)::bigint".formatted(column))
                    .collect(Collectors.joining(", "));
    private static final int SECONDS_OF_HOUR = 3_600;

    private final Connection connection;

    UsageReader(Connection connection) {
        this.connection = connection;
    }

    private record Group(List<String> values, CurrencyCode currency) implements Comparable<Group> {
        private static final Comparator<List<String>> BY_VALUES =
                (a, b) -> {
                    for (int i = 0; i < a.size(); i++) {
                        int order = a.get(i).compareTo(b.get(i));
                        if (order != 0) {
                            return order;
                        }
                    }
                    return 0;
                };

        @Override
        public int compareTo(Group other) {
            int order = BY_VALUES.compare(values, other.values);
            return order != 0 ? order : currency.compareTo(other.currency);
        }
    }

    List<UsageRow> rows(UsageQuery query) throws SQLException {
        var split =
                query.by().contains(Dimension.DAY) && !wholeHours(query.zone())
                        ? HourSplit.byCalls(query.from(), query.to())
                        : HourSplit.of(query.from(), query.to());
        Map<Group, UsageSums> groups = new HashMap<>();
        if (split.from().isBefore(split.to())) {
            hours(query, split, groups);
        }
        Map<Group, UsageTally> edges = new HashMap<>();
        var calls = new CallReader(connection);
        for (HourSplit.Range edge : split.edges()) {
            calls.each(
                    query.organization(),
                    query.key(),
                    edge,
                    call ->
                            edges.computeIfAbsent(group(call, query), _ -> new UsageTally())
                                    .add(call));
        }
        edges.forEach((group, tally) -> groups.merge(group, tally.sums(), UsageSums::plus));
        return groups.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> row(query.by(), entry.getKey(), entry.getValue()))
                .toList();
    }

    private static UsageRow row(List<Dimension> by, Group group, UsageSums sums) {
        Map<Dimension, String> values = new LinkedHashMap<>();
        for (int i = 0; i < by.size(); i++) {
            values.put(by.get(i), group.values().get(i));
        }
        return new UsageRow(values, group.currency(), sums);
    }

    /// Whether days of the zone begin at full hours of UTC.
    private static boolean wholeHours(ZoneId zone) {
        var rules = zone.getRules();
        Instant recent = Instant.parse("2020-01-01T00:00:00Z");
        Stream<ZoneOffset> offsets =
                Stream.concat(
                        Stream.of(rules.getOffset(recent)),
                        Stream.concat(
                                rules.getTransitions().stream()
                                        .filter(t -> t.getInstant().isAfter(recent))
                                        .map(t -> t.getOffsetAfter()),
                                rules.getTransitionRules().stream().map(r -> r.getOffsetAfter())));
        return offsets.allMatch(offset -> offset.getTotalSeconds() % SECONDS_OF_HOUR == 0);
    }

    private void hours(UsageQuery query, HourSplit split, Map<Group, UsageSums> groups)
            throws SQLException {
        List<String> columns = new ArrayList<>();
        for (Dimension dimension : query.by()) {
            columns.add(column(dimension));
        }
        columns.add("s.currency");
        String grouped = String.join(", ", columns);
        String numbers =
                Stream.iterate(1, n -> n <= columns.size(), n -> n + 1)
                        .map(n -> Integer.toString(n))
                        .collect(Collectors.joining(", "));
        String sql =
                "SELECT "
                        + grouped
                        + ", "
                        + SUMS
                        + " FROM usage_hours u JOIN series s ON s.id = u.series"
                        + " WHERE u.hour >= ? AND u.hour < ?"
                        + (query.organization() == null ? "" : " AND s.organization = ?")
                        + (query.key() == null ? "" : " AND s.key = ?")
                        + " GROUP BY "
                        + numbers;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            int at = 1;
            for (Dimension dimension : query.by()) {
                if (dimension == Dimension.DAY) {
                    select.setString(at++, query.zone().getId());
                }
            }
            select.setObject(at++, split.from().atOffset(ZoneOffset.UTC));
            select.setObject(at++, split.to().atOffset(ZoneOffset.UTC));
            OrganizationId organization = query.organization();
            if (organization != null) {
                select.setLong(at++, organization.value());
            }
            KeyId key = query.key();
            if (key != null) {
                select.setLong(at, key.value());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    groups.put(group(rows, query), sums(rows, columns.size() + 1));
                }
            }
        }
    }

    private static String column(Dimension dimension) {
        return switch (dimension) {
            case ORGANIZATION, KEY, DEPARTMENT, APPLICATION, FUNCTION, MODEL, PROVIDER, SITE ->
                    "s." + dimension.key();
            case DAY -> "(u.hour AT TIME ZONE ?)::date";
            case HOUR -> "u.hour";
        };
    }

    private static Group group(ResultSet row, UsageQuery query) throws SQLException {
        List<String> values = new ArrayList<>();
        int at = 1;
        for (Dimension dimension : query.by()) {
            values.add(
                    switch (dimension) {
                        case ORGANIZATION -> new OrganizationId(row.getLong(at)).toString();
                        case KEY -> new KeyId(row.getLong(at)).toString();
                        case DEPARTMENT, APPLICATION, FUNCTION, MODEL, PROVIDER, SITE, DAY ->
                                row.getString(at);
                        case HOUR ->
                                hour(
                                        row.getObject(at, OffsetDateTime.class).toInstant(),
                                        query.zone());
                    });
            at++;
        }
        return new Group(values, new CurrencyCode(row.getString(at)));
    }

    private static Group group(CallRecord call, UsageQuery query) {
        Series series = Series.of(call);
        Instant hour = UsageRows.instant(CallFold.hour(call));
        List<String> values = new ArrayList<>();
        for (Dimension dimension : query.by()) {
            values.add(
                    switch (dimension) {
                        case ORGANIZATION -> series.organization().toString();
                        case KEY -> series.key().toString();
                        case DEPARTMENT -> series.costCentre().department();
                        case APPLICATION -> series.costCentre().application();
                        case FUNCTION -> series.costCentre().function();
                        case MODEL -> series.model();
                        case PROVIDER -> series.provider();
                        case SITE -> series.site();
                        case DAY ->
                                call.admitted().at().atZone(query.zone()).toLocalDate().toString();
                        case HOUR -> hour(hour, query.zone());
                    });
        }
        return new Group(values, series.currency());
    }

    private static String hour(Instant hour, ZoneId zone) {
        return HOUR.format(hour.atZone(zone));
    }

    /// Reads the columns of [UsageRows#SUMS] from `at` on.
    static UsageSums sums(ResultSet row, int at) throws SQLException {
        int next = at;
        long calls = row.getLong(next++);
        long settled = row.getLong(next++);
        var tokens = new EnumMap<TokenClass, TokenCount>(TokenClass.class);
        for (TokenClass tokenClass : CLASSES) {
            tokens.put(tokenClass, new TokenCount(row.getLong(next++)));
        }
        Money charge = Money.of(row.getBigDecimal(next++));
        Money overrun = Money.of(row.getBigDecimal(next++));
        Money waived = Money.of(row.getBigDecimal(next++));
        Money cost = Money.of(row.getBigDecimal(next++));
        long unknownCost = row.getLong(next++);
        Money estimated = Money.of(row.getBigDecimal(next++));
        var drawn =
                new UsageSums.Drawn(
                        Money.of(row.getBigDecimal(next++)), Money.of(row.getBigDecimal(next++)));
        var audit =
                new UsageSums.Audit(
                        row.getLong(next),
                        new TokenCount(row.getLong(next + 1)),
                        new TokenCount(row.getLong(next + 2)),
                        new TokenCount(row.getLong(next + 3)),
                        new TokenCount(row.getLong(next + 4)));
        return new UsageSums(
                calls,
                settled,
                tokens,
                charge,
                overrun,
                waived,
                cost,
                unknownCost,
                estimated,
                drawn,
                audit);
    }
}
