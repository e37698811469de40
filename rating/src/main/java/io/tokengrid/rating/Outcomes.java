package io.tokengrid.rating;

import io.tokengrid.rating.EffectiveTariff.Numbers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Multiplies the modifiers of a book into a row (exactness A2), for every choice of them that some
/// call can have.
final class Outcomes {
    private final PriceRow row;
    private final List<List<Modifier>> choices;
    private final Numbers numbers;

    private Outcomes(PriceRow row, List<List<Modifier>> choices, Numbers numbers) {
        this.row = row;
        this.choices = choices;
        this.numbers = numbers;
    }

    /// Throws [UnpublishableException] where a product is no price, for a margin on unknown prices
    /// and for too many effective rows.
    ///
    /// @param end when the row is followed by another one; null if it is not
    static Outcome of(
            PriceRow row, @Nullable Instant end, List<ModifierSet> sets, Numbers numbers) {
        var choices = new ArrayList<List<Modifier>>();
        for (Side side : List.of(Side.BUY, Side.SELL)) {
            for (ModifierSet set : sets) {
                List<Modifier> members = set.of(row.model());
                if (members.isEmpty() || members.getFirst().side() != side) {
                    continue;
                }
                if (set.combine() == ModifierSet.Combine.STACK) {
                    members.forEach(member -> choices.add(List.of(member)));
                } else {
                    choices.add(members);
                }
            }
        }
        PriceRow.Buying buy = row.buy();
        var start =
                new Chosen(
                        row.sell() == null ? null : Stages.of(row.sell()),
                        buy == null ? null : Stages.of(buy.tariff()),
                        Who.anyone(row.provider(), row.effective(), end));
        var outcomes = new Outcomes(row, choices, numbers);
        outcomes.count(0, start.who(), 0);
        return outcomes.after(0, start);
    }

    /// Counts the leaves before any is made, so that a book with far too many is refused quickly.
    private int count(int choice, Who who, int before) {
        numbers.spare(before + 1);
        if (choice == choices.size()) {
            return before + 1;
        }
        int leaves = before;
        for (Modifier member : choices.get(choice)) {
            Who meant = who.and(member);
            if (meant == null || !applicable(member)) {
                continue;
            }
            leaves = count(choice + 1, meant, leaves);
            if (who.areAll(member)) {
                return leaves;
            }
        }
        return count(choice + 1, who, leaves);
    }

    /// @param sell null if there is no price
    /// @param buy null if our price is not known
    /// @param who whose calls come here
    private record Chosen(@Nullable Stages sell, @Nullable Stages buy, Who who) {}

    private Outcome after(int choice, Chosen chosen) {
        if (choice == choices.size()) {
            return new Outcome.Leaf(
                    chosen.sell() == null
                            ? null
                            : new EffectiveTariff(chosen.sell(), row, Side.SELL, numbers),
                    chosen.buy() == null
                            ? null
                            : new EffectiveTariff(chosen.buy(), row, Side.BUY, numbers));
        }
        var members = new ArrayList<Modifier>();
        var next = new ArrayList<Outcome>();
        for (Modifier member : choices.get(choice)) {
            Who who = chosen.who().and(member);
            if (who == null || !applicable(member)) {
                continue;
            }
            members.add(member);
            next.add(after(choice + 1, with(member, who, chosen)));
            if (chosen.who().areAll(member)) {
                return new Outcome.Branch(members, next, null);
            }
        }
        Outcome none = after(choice + 1, chosen);
        return members.isEmpty() ? none : new Outcome.Branch(members, next, none);
    }

    /// A provider's prices that are not known cannot be changed.
    private boolean applicable(Modifier modifier) {
        return modifier.side() == Side.SELL || row.buy() != null;
    }

    private Chosen with(Modifier modifier, Who who, Chosen chosen) {
        try {
            return switch (modifier.kind()) {
                case MARGIN -> new Chosen(margin(modifier, chosen), chosen.buy(), who);
                case DISCOUNT, SURCHARGE ->
                        modifier.side() == Side.SELL
                                ? new Chosen(times(chosen.sell(), modifier), chosen.buy(), who)
                                : new Chosen(chosen.sell(), times(chosen.buy(), modifier), who);
            };
        } catch (UnpublishableException e) {
            throw new UnpublishableException(modifier.label() + ": " + e.getMessage());
        }
    }

    private static @Nullable Stages times(@Nullable Stages stages, Modifier modifier) {
        return stages == null ? null : stages.times(modifier);
    }

    private Stages margin(Modifier modifier, Chosen chosen) {
        PriceRow.Buying buy = row.buy();
        if (buy == null || chosen.buy() == null) {
            throw new UnpublishableException(
                    "a margin needs prices that we pay, and the row has none");
        }
        if (!buy.currency().equals(row.currency())) {
            throw new UnpublishableException(
                    "a margin needs one currency, and we pay in "
                            + buy.currency()
                            + " what is sold in "
                            + row.currency());
        }
        return chosen.buy().times(modifier);
    }

    /// Whose calls can meet all conditions so far.
    ///
    /// @param providers null for all
    /// @param organizations null for all
    /// @param from the first instant
    /// @param until the end, exclusive; null if there is none
    private record Who(
            @Nullable Set<?> providers,
            @Nullable Set<?> organizations,
            Instant from,
            @Nullable Instant until) {
        static Who anyone(@Nullable String provider, Instant from, @Nullable Instant until) {
            return new Who(provider == null ? null : Set.of(provider), null, from, until);
        }

        /// Those who meet a modifier's conditions, too; null if nobody does.
        @Nullable Who and(Modifier modifier) {
            Audience audience = modifier.audience();
            Set<?> sharedProviders = shared(providers, audience.providers());
            Set<?> sharedOrganizations = shared(organizations, audience.organizations());
            Instant later = modifier.effective().isAfter(from) ? modifier.effective() : from;
            Instant earlier = modifier.until();
            if (earlier == null || (until != null && until.isBefore(earlier))) {
                earlier = until;
            }
            boolean nobody =
                    (sharedProviders != null && sharedProviders.isEmpty())
                            || (sharedOrganizations != null && sharedOrganizations.isEmpty())
                            || (earlier != null && !later.isBefore(earlier));
            return nobody ? null : new Who(sharedProviders, sharedOrganizations, later, earlier);
        }

        /// Whether all these calls meet a modifier's conditions.
        boolean areAll(Modifier modifier) {
            return modifier.audience().everyCall()
                    && !modifier.effective().isAfter(from)
                    && (modifier.until() == null
                            || (until != null && !modifier.until().isBefore(until)));
        }

        private static @Nullable Set<?> shared(@Nullable Set<?> some, Set<?> others) {
            if (others.isEmpty()) {
                return some;
            }
            return some == null
                    ? others
                    : some.stream()
                            .filter(others::contains)
                            .collect(java.util.stream.Collectors.toUnmodifiableSet());
        }
    }
}
