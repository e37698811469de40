package io.tokengrid.rating.bill;

import io.tokengrid.units.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Holds a bill against what was expected and booked, day by day and model by model, and names each
/// difference with its amount. [Explaining] does so for one day and model.
public final class Matching {
    private final String provider;
    private final Bill bill;
    private final Expected expected;
    private final ModelNames names;
    private final int shift;
    private final Map<Place, Explaining> groups = new TreeMap<>();

    /// A day and model.
    ///
    /// @param day null in a bill of a whole period
    record Place(@Nullable LocalDate day, String model) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing((Place place) -> place.day == null ? LocalDate.MIN : place.day)
                        .thenComparing(Place::model);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private Matching(String provider, Bill bill, Expected expected) {
        this.provider = provider;
        this.bill = bill;
        this.expected = expected;
        Set<String> ours = new HashSet<>();
        expected.lines().forEach(line -> ours.add(line.model()));
        expected.calls().forEach(calls -> ours.add(calls.model()));
        expected.prices().forEach(price -> ours.add(price.model()));
        names = new ModelNames(ours);
        shift = DayShift.minutes(bill, expected, names);
    }

    /// Every difference, so that their amounts add up to all of it. Throws [ArithmeticException]
    /// beyond 128 bits.
    public static Reconciliation of(String provider, Bill bill, Expected expected) {
        return new Matching(provider, bill, expected).explained();
    }

    private Reconciliation explained() {
        boolean reasoning =
                bill.rows().stream().anyMatch(row -> row.meter().key().equals("reasoning"));
        expected.lines()
                .forEach(line -> {
                    Explaining stated = group(line.quarter(), 0, line.model());
                    if (stated != null) {
                        stated.stated(line);
                    }
                    Explaining cut = group(line.quarter(), shift, line.model());
                    if (cut != null) {
                        cut.ours(line, reasoning);
                    }
                });
        expected.calls()
                .forEach(calls -> {
                    Explaining stated = group(calls.quarter(), 0, calls.model());
                    if (stated != null) {
                        stated.booked(calls);
                    }
                    Explaining cut = group(calls.quarter(), shift, calls.model());
                    if (cut != null) {
                        cut.called(calls);
                    }
                });
        bill.rows()
                .forEach(row -> group(new Place(row.day(), names.ours(row.model()))).billed(row));
        var cells = new ArrayList<Reconciliation.Cell>();
        var findings = new ArrayList<Finding>();
        Money billed = Money.ZERO;
        Money booked = Money.ZERO;
        Money estimated = Money.ZERO;
        long foreign = 0;
        for (Explaining group : groups.values()) {
            findings.addAll(group.explain(findings.size()));
            Reconciliation.Cell cell = group.cell();
            cells.add(cell);
            billed = billed.plus(cell.billed());
            booked = booked.plus(cell.booked());
            estimated = estimated.plus(group.estimated());
            foreign = Math.addExact(foreign, group.foreign());
        }
        return new Reconciliation(
                provider,
                bill.profile(),
                bill.attested(),
                bill.digest(),
                bill.zone(),
                bill.from(),
                bill.to(),
                bill.currency(),
                bill.rows().size(),
                bill.skipped(),
                shift,
                billed,
                booked,
                estimated,
                foreign,
                cells,
                findings);
    }

    private @Nullable Explaining group(long quarter, int by, String model) {
        LocalDate day = DayShift.day(bill, quarter, by);
        return day == null ? null : group(new Place(bill.daily() ? day : null, model));
    }

    private Explaining group(Place place) {
        return groups.computeIfAbsent(
                place, _ -> new Explaining(place, bill, known(place.model())));
    }

    private List<Expected.KnownPrice> known(String model) {
        return expected.prices().stream().filter(price -> price.model().equals(model)).toList();
    }
}
