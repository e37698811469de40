package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One published version of all prices. A call keeps the version it was admitted under for as long
/// as it lives; publishing another touches no open call (exactness A6).
///
/// Which row a call has is decided by its model, who serves it, the currency of the customer and
/// the instant of its admission; a row for the provider wins over one for every provider. Context
/// tiers, time windows, service tiers and modifiers are multiplied out when the book is made
/// (exactness A2), so that rating a call only multiplies by counts and adds.
///
/// Immutable.
public final class PriceBook {
    private static final Comparator<PriceRow> ORDER =
            Comparator.comparing(PriceRow::model)
                    .thenComparing(PriceRow::currency)
                    .thenComparing(
                            PriceRow::provider, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(PriceRow::effective);

    /// Effective rows of a book; each takes about half a kilobyte.
    private static final int MOST_EFFECTIVE = 250_000;

    /// Before anything was published: version 0 without a row.
    public static final PriceBook EMPTY = new PriceBook(0, List.of());

    private final long version;
    private final List<PriceRow> rows;
    private final List<ModifierSet> modifiers;
    private final List<EffectivePrices> effective;
    private final Map<String, List<Series>> series = new HashMap<>();

    /// Rows of one model, provider and currency, the newest first.
    private record Series(
            @Nullable String provider, CurrencyCode currency, List<EffectiveRow> rows) {}

    /// @param end when the row ends; null if it does not
    private record EffectiveRow(PriceRow row, @Nullable Instant end, Outcome outcome) {}

    /// A book without modifiers. Throws [IllegalArgumentException] as the other constructor does.
    public PriceBook(long version, List<PriceRow> rows) {
        this(version, rows, List.of());
    }

    /// Throws [IllegalArgumentException], whose message names all reasons, if rows of a model,
    /// provider and currency overlap, a product is not a price and no rounding is named, or there
    /// are more than 250,000 effective rows.
    ///
    /// @param modifiers in the order in which they multiply
    public PriceBook(long version, List<PriceRow> rows, List<ModifierSet> modifiers) {
        this.version = version;
        this.rows = rows.stream().sorted(ORDER).toList();
        this.modifiers = List.copyOf(modifiers);
        var refusals = new ArrayList<String>();
        refuseEqualNames(refusals);
        var numbers = new EffectiveTariff.Numbers(MOST_EFFECTIVE);
        for (int i = 0; i < this.rows.size() && refusals.size() < 20; i++) {
            PriceRow row = this.rows.get(i);
            PriceRow next = i + 1 < this.rows.size() ? this.rows.get(i + 1) : null;
            Instant end = row.until();
            if (next != null && next.follows(row)) {
                if (next.replaces(row)) {
                    refusals.add("two prices for " + row.name());
                    continue;
                }
                if (end != null && end.isAfter(next.effective())) {
                    refusals.add(row.name() + " until " + end + " overlaps " + next.name());
                    continue;
                }
                end = end == null ? next.effective() : end;
            }
            try {
                add(new EffectiveRow(row, end, Outcomes.of(row, end, this.modifiers, numbers)));
            } catch (UnpublishableException e) {
                refusals.add(row.name() + ": " + e.getMessage());
            }
        }
        if (!refusals.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", refusals));
        }
        effective = List.copyOf(numbers.all());
    }

    private void refuseEqualNames(List<String> refusals) {
        Map<String, ModifierSet> sets = new HashMap<>();
        Map<String, Modifier> members = new HashMap<>();
        for (ModifierSet set : modifiers) {
            if (sets.put(set.name(), set) != null) {
                refusals.add("two sets of modifiers are called '" + set.name() + "'");
            }
            for (Modifier member : set.members()) {
                if (members.put(member.name(), member) != null) {
                    refusals.add("two modifiers are called '" + member.name() + "'");
                }
            }
        }
    }

    private void add(EffectiveRow row) {
        PriceRow of = row.row();
        List<Series> all = series.computeIfAbsent(of.model(), _ -> new ArrayList<>());
        if (all.isEmpty() || !all.getLast().rows().getFirst().row().follows(of)) {
            all.add(new Series(of.provider(), of.currency(), new ArrayList<>()));
        }
        all.getLast().rows().addFirst(row);
    }

    /// 1 for the first published book, then one more each.
    public long version() {
        return version;
    }

    /// All rows by model, currency, provider and effective time.
    public List<PriceRow> rows() {
        return rows;
    }

    /// The sets of modifiers in the order in which they multiply.
    public List<ModifierSet> modifiers() {
        return modifiers;
    }

    /// Every effective row, by its number.
    public List<EffectivePrices> effective() {
        return effective;
    }

    /// The row of a model in force at an instant for calls that a provider serves; null if there is
    /// none: then the call is refused.
    ///
    /// @param provider null if it is not known: then only a row for every provider counts
    public @Nullable PriceRow rowAt(
            String model, @Nullable String provider, CurrencyCode currency, Instant instant) {
        EffectiveRow row = find(model, provider, currency, instant);
        return row == null ? null : row.row();
    }

    /// The currencies that a model has or had prices in, in order.
    public List<CurrencyCode> currencies(String model) {
        return series.getOrDefault(model, List.of()).stream()
                .map(Series::currency)
                .distinct()
                .toList();
    }

    /// What a customer pays for a call; null if there is no price for it.
    public @Nullable EffectivePrices sell(CallFacts call) {
        Outcome.Leaf leaf = leaf(call);
        return leaf == null || leaf.sell() == null ? null : leaf.sell().of(call);
    }

    /// What we pay for a call; null if that is not known.
    public @Nullable EffectivePrices buy(CallFacts call) {
        Outcome.Leaf leaf = leaf(call);
        return leaf == null || leaf.buy() == null ? null : leaf.buy().of(call);
    }

    /// Everything that a customer may have to pay a call by.
    public Reach reach(CallBounds call) {
        var reached = new ArrayList<Reach.Cell>(1);
        var unpriced = new ArrayList<String>(0);
        for (String provider : call.providers()) {
            EffectiveRow row = find(call.model(), provider, call.customer().currency(), call.now());
            EffectiveTariff sell =
                    row == null
                            ? null
                            : row.outcome().of(provider, call.customer(), call.now()).sell();
            if (sell == null) {
                unpriced.add(provider);
            } else {
                sell.reach(call, reached);
            }
        }
        return new Reach(reached, unpriced);
    }

    private Outcome.@Nullable Leaf leaf(CallFacts call) {
        Instant admitted = call.moments().admitted();
        EffectiveRow row =
                find(call.model(), call.provider(), call.customer().currency(), admitted);
        return row == null ? null : row.outcome().of(call.provider(), call.customer(), admitted);
    }

    private @Nullable EffectiveRow find(
            String model, @Nullable String provider, CurrencyCode currency, Instant instant) {
        EffectiveRow forAll = null;
        for (Series one : series.getOrDefault(model, List.of())) {
            if (one.currency().equals(currency)) {
                if (one.provider() == null) {
                    forAll = at(one.rows(), instant);
                } else if (one.provider().equals(provider)) {
                    EffectiveRow own = at(one.rows(), instant);
                    return own == null ? forAll : own;
                }
            }
        }
        return forAll;
    }

    private static @Nullable EffectiveRow at(List<EffectiveRow> newestFirst, Instant instant) {
        for (EffectiveRow row : newestFirst) {
            if (!instant.isBefore(row.row().effective())) {
                return row.end() == null || instant.isBefore(row.end()) ? row : null;
            }
        }
        return null;
    }

    /// The next book, if its rows are to be `wanted`, without modifiers.
    public Revision revise(List<PriceRow> wanted, Instant now) {
        return revise(wanted, List.of(), now);
    }

    /// The next book, if its rows and modifiers are to be the wanted ones. What was in force at
    /// `now` must be among them unchanged, since calls were priced by it; only its end may be moved
    /// as long as it lies ahead.
    public Revision revise(
            List<PriceRow> wantedRows, List<ModifierSet> wantedModifiers, Instant now) {
        var refusals = new ArrayList<String>();
        for (PriceRow row : rows) {
            if (row.effective().isAfter(now)
                    || wantedRows.stream().anyMatch(wanted -> row.same(wanted, now))) {
                continue;
            }
            boolean changed = wantedRows.stream().anyMatch(row::replaces);
            refusals.add(row.name() + afterwards(changed));
        }
        List<Modifier> wanted = members(wantedModifiers);
        for (Modifier modifier : members(modifiers)) {
            if (modifier.effective().isAfter(now)
                    || wanted.stream().anyMatch(one -> modifier.same(one, now))) {
                continue;
            }
            boolean changed = wanted.stream().anyMatch(o -> o.name().equals(modifier.name()));
            refusals.add("the " + modifier.label() + afterwards(changed));
        }
        if (!refusals.isEmpty()) {
            return new Revision.Refused(List.copyOf(refusals));
        }
        PriceBook next;
        try {
            next = new PriceBook(Math.incrementExact(version), wantedRows, wantedModifiers);
        } catch (IllegalArgumentException e) {
            return new Revision.Refused(List.of(String.valueOf(e.getMessage())));
        }
        return next.rows.equals(rows) && next.modifiers.equals(modifiers)
                ? new Revision.Unchanged()
                : new Revision.Next(next);
    }

    private static List<Modifier> members(List<ModifierSet> sets) {
        return sets.stream().flatMap(set -> set.members().stream()).toList();
    }

    private static String afterwards(boolean changed) {
        return (changed ? " was changed" : " was removed") + " after it came into force";
    }

    /// What became of a wish to change the prices.
    public sealed interface Revision {
        /// The wanted rows are those of the book.
        record Unchanged() implements Revision {}

        /// The book to publish.
        record Next(PriceBook book) implements Revision {}

        /// Nothing changes.
        ///
        /// @param reasons one sentence for each row or modifier that stands against it
        record Refused(List<String> reasons) implements Revision {}
    }
}
