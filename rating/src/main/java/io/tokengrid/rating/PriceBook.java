package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One published version of all prices. A call keeps the version it was admitted under for as long
/// as it lives; publishing another touches no open call (exactness A6).
///
/// Which row a call has is decided by its model, who serves it, the currency of the customer and
/// the instant of its admission; a row for the provider wins over one for every provider. Context
/// tiers, time windows, service tiers, modifiers and exchange rates are multiplied out when the
/// book is made (exactness A2), so that rating a call only multiplies by counts and adds.
///
/// A model that has no row at all in a currency has those of another one in it, at the book's rate.
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
    public static final PriceBook EMPTY = new PriceBook(0, PriceRules.NONE);

    private final long version;
    private final PriceRules rules;
    private final List<EffectivePrices> effective;
    private final Map<String, List<Series>> series = new HashMap<>();

    /// Rows of one model, provider and currency, the newest first.
    private record Series(
            @Nullable String provider, CurrencyCode currency, List<EffectiveRow> rows) {}

    /// @param currency its own, or one that it is exchanged into
    /// @param end when the row ends; null if it does not
    private record EffectiveRow(
            PriceRow row, CurrencyCode currency, @Nullable Instant end, Outcome outcome) {}

    /// A book of rows alone. Throws [IllegalArgumentException] as [#PriceBook(long, PriceRules)]
    /// does.
    public PriceBook(long version, List<PriceRow> rows) {
        this(version, PriceRules.of(rows));
    }

    /// A book without exchange rates, likewise.
    public PriceBook(long version, List<PriceRow> rows, List<ModifierSet> modifiers) {
        this(version, new PriceRules(rows, modifiers, List.of()));
    }

    /// Throws [IllegalArgumentException], whose message names all reasons, if rows of a model,
    /// provider and currency overlap, a product is not a price and no rounding is named, or there
    /// are more than 250,000 effective rows.
    public PriceBook(long version, PriceRules said) {
        this.version = version;
        List<PriceRow> rows = said.rows().stream().sorted(ORDER).toList();
        rules = new PriceRules(rows, said.modifiers(), said.exchangeRates(), said.agreements());
        var refusals = new ArrayList<String>();
        refuseEqualNames(refusals);
        refuseEqualAgreements(refusals);
        var rates = new Rates(rules, refusals);
        var numbers = new EffectiveTariff.Numbers(MOST_EFFECTIVE);
        for (int i = 0; i < rows.size() && refusals.size() < 20; i++) {
            PriceRow row = rows.get(i);
            PriceRow next = i + 1 < rows.size() ? rows.get(i + 1) : null;
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
            for (CurrencyCode currency : rates.currencies(row)) {
                try {
                    var outcome =
                            Outcomes.of(row, end, currency, rules.modifiers(), rates, numbers);
                    add(new EffectiveRow(row, currency, end, outcome));
                } catch (UnpublishableException e) {
                    refusals.add(row.name() + ": " + e.getMessage());
                }
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
        for (ModifierSet set : rules.modifiers()) {
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

    private void refuseEqualAgreements(List<String> refusals) {
        Set<String> names = new HashSet<>();
        for (Agreement agreement : rules.agreements()) {
            if (!names.add(agreement.name())) {
                refusals.add("two agreements are called '" + agreement.name() + "'");
            }
        }
    }

    private void add(EffectiveRow row) {
        PriceRow of = row.row();
        List<Series> all = series.computeIfAbsent(of.model(), _ -> new ArrayList<>());
        for (Series one : all) {
            if (one.currency().equals(row.currency())
                    && Objects.equals(one.provider(), of.provider())) {
                one.rows().addFirst(row);
                return;
            }
        }
        all.add(new Series(of.provider(), row.currency(), new ArrayList<>(List.of(row))));
    }

    /// 1 for the first published book, then one more each.
    public long version() {
        return version;
    }

    /// What the book was made from, its rows by model, currency, provider and effective time.
    public PriceRules rules() {
        return rules;
    }

    /// All rows by model, currency, provider and effective time.
    public List<PriceRow> rows() {
        return rules.rows();
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

    /// The currencies that a model has or had prices in, in order; those that only an exchange rate
    /// leads to are not among them.
    public List<CurrencyCode> currencies(String model) {
        return series.getOrDefault(model, List.of()).stream()
                .filter(one -> one.rows().getFirst().row().currency().equals(one.currency()))
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

    /// The next book, if the wanted rules are to hold. Rows, modifiers and agreements that were in
    /// force at `now` must be among them unchanged, since calls were priced by them; only their end
    /// may be moved as long as it lies ahead, and a row that says `backdate` may be another one.
    /// That a row does not say so any more changes nothing. Exchange rates change as they like:
    /// calls keep those of the version that they were admitted under.
    public Revision revise(PriceRules wishes, Instant now) {
        PriceRules wanted =
                new PriceRules(
                        wishes.rows().stream().map(this::asItIs).toList(),
                        wishes.modifiers(),
                        wishes.exchangeRates(),
                        wishes.agreements());
        var refusals = new ArrayList<String>();
        for (PriceRow row : rules.rows()) {
            if (row.effective().isAfter(now)
                    || wanted.rows().stream().anyMatch(one -> row.same(one, now))) {
                continue;
            }
            List<PriceRow> others = wanted.rows().stream().filter(row::replaces).toList();
            if (others.stream().noneMatch(PriceRow::backdate)) {
                refusals.add(row.name() + afterwards(!others.isEmpty()));
            }
        }
        List<Modifier> members = members(wanted.modifiers());
        for (Modifier modifier : members(rules.modifiers())) {
            if (modifier.effective().isAfter(now)
                    || members.stream().anyMatch(one -> modifier.same(one, now))) {
                continue;
            }
            boolean changed = members.stream().anyMatch(o -> o.name().equals(modifier.name()));
            refusals.add("the " + modifier.label() + afterwards(changed));
        }
        for (Agreement agreement : rules.agreements()) {
            if (agreement.effective().isAfter(now)
                    || wanted.agreements().stream().anyMatch(one -> agreement.same(one, now))) {
                continue;
            }
            boolean changed =
                    wanted.agreements().stream().anyMatch(o -> o.name().equals(agreement.name()));
            refusals.add("the agreement '" + agreement.name() + "'" + afterwards(changed));
        }
        if (!refusals.isEmpty()) {
            return new Revision.Refused(List.copyOf(refusals));
        }
        PriceBook next;
        try {
            next = new PriceBook(Math.incrementExact(version), wanted);
        } catch (IllegalArgumentException e) {
            return new Revision.Refused(List.of(String.valueOf(e.getMessage())));
        }
        return next.rules.equals(rules) ? new Revision.Unchanged() : new Revision.Next(next);
    }

    /// The book's own row, if only that one says that it is backdated.
    private PriceRow asItIs(PriceRow wanted) {
        PriceRow backdated = wanted.backdated(true);
        return rules.rows().contains(backdated) ? backdated : wanted;
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
