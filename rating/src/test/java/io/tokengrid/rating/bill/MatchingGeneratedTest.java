package io.tokengrid.rating.bill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.rating.bill.Finding.Kind;
import io.tokengrid.rating.bill.Month.Call;
import io.tokengrid.rating.bill.Month.Row;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Calls, a bill derived from them, and a few days of it disturbed in known ways: each disturbance
/// is found under its name with its amount, and all of them come to the whole difference.
final class MatchingGeneratedTest {
    private static final List<Kind> DISTURBANCES =
            List.of(
                    Kind.UNIT,
                    Kind.TIER,
                    Kind.CACHE_CLASS,
                    Kind.MISSING_HERE,
                    Kind.MISSING_THERE,
                    Kind.OVER_REPORT,
                    Kind.UNDER_REPORT,
                    Kind.PRICE_CHANGED,
                    Kind.PRICE);
    private static final Set<Kind> OF_THE_WHOLE_BILL = EnumSet.of(Kind.ROUNDING, Kind.DAY);

    private record Group(String key, List<Row> rows) {
        List<Row> of(String meter) {
            return rows.stream().filter(row -> row.meter.equals(meter)).toList();
        }

        Row requests() {
            return of("request").getFirst();
        }
    }

    private record Disturbed(Kind kind, Money amount) {}

    @Test
    void each_known_disturbance_is_named_with_its_amount_and_all_add_up() {
        Seeds.play(300, MatchingGeneratedTest::round);
    }

    private static void round(RandomGenerator random) {
        Month month = month(random);
        boolean shifted = Draw.once(random, 3);
        ZoneId zone = shifted ? ZoneOffset.UTC : Month.ZONE;
        int digits = Draw.one(random, List.of(2, 6, 18));
        List<Row> rows = month.rows(zone, digits);
        Map<String, Disturbed> disturbed = new HashMap<>();
        for (Group group : groups(rows)) {
            if (Draw.once(random, 4)) {
                Kind kind = Draw.one(random, DISTURBANCES);
                Money amount = disturb(kind, group, rows, digits, random);
                if (amount != null) {
                    disturbed.put(group.key(), new Disturbed(kind, amount));
                }
            }
        }

        Reconciliation of = Matching.of("p", Month.bill(rows, digits), month.expected());

        assertThat(of.billed())
                .isEqualTo(
                        rows.stream()
                                .map(row -> row.amount == null ? Money.ZERO : row.amount)
                                .reduce(Money.ZERO, Money::plus));
        assertThat(of.shift() != 0).isEqualTo(shifted);
        var left = new HashMap<>(disturbed);
        for (var entry : byGroup(of).entrySet()) {
            Disturbed known = left.remove(entry.getKey());
            Set<Kind> kinds =
                    entry.getValue().stream().map(Finding::kind).collect(Collectors.toSet());
            kinds.removeAll(OF_THE_WHOLE_BILL);
            assertThat(kinds)
                    .as("%s of %s", entry.getValue(), known)
                    .isEqualTo(known == null ? Set.of() : Set.of(known.kind()));
            if (known != null) {
                assertThat(sum(entry.getValue(), known.kind()))
                        .as("%s", entry.getValue())
                        .isEqualTo(known.amount());
            }
        }
        assertThat(left).isEmpty();
        Money rounding = sum(of.findings(), Kind.ROUNDING);
        assertThat(digits < 18 || rounding.isZero()).isTrue();
        Money all = of.findings().stream().map(Finding::amount).reduce(Money.ZERO, Money::plus);
        assertThat(all).isEqualTo(of.billed().minus(of.booked()));
    }

    private static Month month(RandomGenerator random) {
        var month = new Month();
        for (String model : List.of("a", "b")) {
            for (int day = -1; day <= 6; day++) {
                for (int call = 0; call < 12; call++) {
                    long quarter = Month.quarter(day, 2 * call) + random.nextInt(8);
                    boolean isLong = Draw.once(random, 3);
                    month.calls.add(
                            new Call(
                                    quarter,
                                    model,
                                    random.nextInt(100_000, 500_000) + (isLong ? Month.BOUND : 0),
                                    random.nextInt(100_000, 500_000),
                                    random.nextInt(10_000, 200_000)));
                }
            }
        }
        return month;
    }

    private static List<Group> groups(List<Row> rows) {
        Map<String, List<Row>> groups =
                rows.stream().collect(Collectors.groupingBy(row -> row.day + " " + row.model));
        var all = new ArrayList<Group>();
        groups.keySet().stream()
                .sorted()
                .forEach(key -> all.add(new Group(key, Objects.requireNonNull(groups.get(key)))));
        return all;
    }

    private static Map<String, List<Finding>> byGroup(Reconciliation of) {
        return of.findings().stream()
                .collect(Collectors.groupingBy(one -> one.day() + " " + one.model()));
    }

    private static Money sum(List<Finding> findings, Kind kind) {
        return findings.stream()
                .filter(one -> one.kind() == kind)
                .map(Finding::amount)
                .reduce(Money.ZERO, Money::plus);
    }

    /// Disturbs a day and model; answers by how much the bill is then above what was expected,
    /// roundings apart, or null where that cannot be done to it.
    private static @org.jspecify.annotations.Nullable Money disturb(
            Kind kind, Group group, List<Row> rows, int digits, RandomGenerator random) {
        String meter = Draw.one(random, Month.METERS);
        Row row = Draw.one(random, group.of(meter));
        long some = random.nextInt(1, 50);
        switch (kind) {
            case UNIT -> {
                group.of(meter).forEach(one -> one.quantity *= 1_000);
                return Money.ZERO;
            }
            case TIER -> {
                if (!row.tier.equals("up to 1000000")) {
                    return null;
                }
                return reprice(row, Month.price("above 1000000", meter), digits);
            }
            case PRICE_CHANGED -> {
                return row.tier.equals("up to 1000000")
                        ? reprice(row, Month.price("old", meter), digits)
                        : null;
            }
            case PRICE -> {
                return reprice(row, Money.ofAttos(12_345_678_901L), digits);
            }
            case CACHE_CLASS -> {
                Row cached = Draw.one(random, group.of("cached-input"));
                Row fresh =
                        group.of("input").stream()
                                .filter(one -> one.tier.equals(cached.tier))
                                .findFirst()
                                .orElseThrow();
                long moved = Math.min(some, cached.quantity);
                cached.quantity -= moved;
                fresh.quantity += moved;
                cached.rate(digits);
                fresh.rate(digits);
                return Lot.times(price(fresh).minus(price(cached)), moved);
            }
            case MISSING_HERE, OVER_REPORT -> {
                group.requests().quantity += kind == Kind.MISSING_HERE ? 1 : 0;
                row.quantity += some;
                row.rate(digits);
                return Lot.times(price(row), some);
            }
            case MISSING_THERE, UNDER_REPORT -> {
                long gone = Math.min(some, row.quantity);
                group.requests().quantity -= kind == Kind.MISSING_THERE ? 1 : 0;
                row.quantity -= gone;
                row.rate(digits);
                return Lot.times(price(row), gone).negated();
            }
            default -> throw new IllegalArgumentException(kind.key());
        }
    }

    private static Money reprice(Row row, Money price, int digits) {
        Money before = price(row);
        row.price = price;
        row.rate(digits);
        return Lot.times(price.minus(before), row.quantity);
    }

    private static Money price(Row row) {
        return Objects.requireNonNull(row.price);
    }
}
