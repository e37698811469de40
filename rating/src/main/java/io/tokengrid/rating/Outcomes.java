package io.tokengrid.rating;

import io.tokengrid.rating.EffectiveTariff.Numbers;
import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Multiplies the modifiers of a book into a row (exactness A2), for every choice of them that some
/// call can have, in a currency that its customers pay in. What we pay in another one is exchanged
/// first, so that a margin is made out of it; what customers pay is exchanged last.
final class Outcomes {
    private final PriceRow row;
    private final CurrencyCode currency;
    private final @Nullable ExchangeRate exchange;
    private final List<List<Modifier>> choices;
    private final Numbers numbers;

    private Outcomes(
            PriceRow row,
            CurrencyCode currency,
            @Nullable ExchangeRate exchange,
            List<List<Modifier>> choices,
            Numbers numbers) {
        this.row = row;
        this.currency = currency;
        this.exchange = exchange;
        this.choices = choices;
        this.numbers = numbers;
    }

    /// Throws [UnpublishableException] where a product is no price, for a margin on unknown prices
    /// and for too many effective rows.
    ///
    /// @param end when the row is followed by another one; null if it is not
    /// @param currency the row's, or one that the rates lead to from it
    static Outcome of(
            PriceRow row,
            @Nullable Instant end,
            CurrencyCode currency,
            List<ModifierSet> sets,
            Rates rates,
            Numbers numbers) {
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
        var start =
                new Chosen(
                        row.sell() == null ? null : Stages.of(row.sell()),
                        bought(row, rates),
                        Who.anyone(row.provider(), row.effective(), end));
        var outcomes =
                new Outcomes(
                        row, currency, rates.between(row.currency(), currency), choices, numbers);
        outcomes.count(0, start.who(), 0);
        return outcomes.after(0, start);
    }

    /// What we pay: in the row's currency if the book has a rate, else in its own; null if it is
    /// not known.
    private static @Nullable Bought bought(PriceRow row, Rates rates) {
        PriceRow.Buying buy = row.buy();
        if (buy == null) {
            return null;
        }
        Stages stages = Stages.of(buy.tariff());
        ExchangeRate rate = rates.between(buy.currency(), row.currency());
        return rate == null
                ? new Bought(stages, buy.currency())
                : new Bought(stages.at(rate), row.currency());
    }

    private record Bought(Stages stages, CurrencyCode currency) {
        Bought with(Stages other) {
            return new Bought(other, currency);
        }
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
    private record Chosen(@Nullable Stages sell, @Nullable Bought buy, Who who) {}

    private Outcome after(int choice, Chosen chosen) {
        if (choice == choices.size()) {
            return new Outcome.Leaf(sold(chosen.sell()), paid(chosen.buy()));
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

    private @Nullable EffectiveTariff sold(@Nullable Stages sell) {
        return sell == null ? null : tariff(sell, Side.SELL, row.currency());
    }

    private @Nullable EffectiveTariff paid(@Nullable Bought buy) {
        return buy == null ? null : tariff(buy.stages(), Side.BUY, buy.currency());
    }

    /// @param in the currency of the stages
    private EffectiveTariff tariff(Stages stages, Side side, CurrencyCode in) {
        return exchange != null && in.equals(exchange.from())
                ? new EffectiveTariff(stages.at(exchange), row, side, currency, numbers)
                : new EffectiveTariff(stages, row, side, in, numbers);
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
                                ? new Chosen(sell(chosen, modifier), chosen.buy(), who)
                                : new Chosen(chosen.sell(), buy(chosen, modifier), who);
            };
        } catch (UnpublishableException e) {
            throw new UnpublishableException(modifier.label() + ": " + e.getMessage());
        }
    }

    private static @Nullable Stages sell(Chosen chosen, Modifier modifier) {
        return chosen.sell() == null ? null : chosen.sell().times(modifier);
    }

    private static @Nullable Bought buy(Chosen chosen, Modifier modifier) {
        return chosen.buy() == null
                ? null
                : chosen.buy().with(chosen.buy().stages().times(modifier));
    }

    private Stages margin(Modifier modifier, Chosen chosen) {
        Bought buy = chosen.buy();
        if (buy == null) {
            throw new UnpublishableException(
                    "a margin needs prices that we pay, and the row has none");
        }
        if (!buy.currency().equals(row.currency())) {
            throw new UnpublishableException(
                    "a margin needs one currency, and we pay in "
                            + buy.currency()
                            + " what is sold in "
                            + row.currency()
                            + "; write the rate under exchange-rates");
        }
        return buy.stages().times(modifier);
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
