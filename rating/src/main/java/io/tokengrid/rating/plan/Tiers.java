package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.util.List;

/// The tiers of a price from zero up, without gap or overlap, and the two things on which sellers
/// differ.
///
/// @param tiers at least one; bounds rise; the last one alone has none
/// @param flatAtZero whether the first tier's flat fee is charged for a quantity of zero; most do
/// @param entry when a tier counts as entered
public record Tiers(List<Tier> tiers, boolean flatAtZero, Entry entry) {
    /// When a tier counts as entered: for its flat fee, and for the choice of a volume price.
    public enum Entry {
        /// As soon as the quantity is above the bound before it: 5.001 enters the tier after 5.
        ABOVE,
        /// With the first whole unit in it: 5.001 does not enter the tier after 5, 6 does.
        WHOLE_UNIT
    }

    public Tiers {
        tiers = List.copyOf(tiers);
        if (tiers.isEmpty()) {
            throw new IllegalArgumentException("a tiered price needs at least one tier");
        }
        Rational bound = Rational.ZERO;
        for (Tier tier : tiers.subList(0, tiers.size() - 1)) {
            Rational next =
                    tier.upTo()
                            .orElseThrow(() ->
                                    new IllegalArgumentException(
                                            "a tier without an end stands before another one"));
            if (next.compareTo(bound) <= 0) {
                throw new IllegalArgumentException(
                        "tiers must rise: " + next + " comes after " + bound);
            }
            bound = next;
        }
        if (tiers.getLast().upTo().isPresent()) {
            throw new IllegalArgumentException(
                    "the last tier ends at "
                            + tiers.getLast().upTo().get()
                            + ", so what is above has no price");
        }
    }

    /// Tiers with the defaults: the first flat fee is due at zero, a tier is entered above the
    /// bound before it.
    public static Tiers of(List<Tier> tiers) {
        return new Tiers(tiers, true, Entry.ABOVE);
    }

    /// Every unit at the price of the tier it lies in, and the flat fee of every tier entered.
    Rational graduated(Rational quantity) {
        Rational sum = Rational.ZERO;
        Rational lower = Rational.ZERO;
        for (int i = 0; i < tiers.size(); i++) {
            Tier tier = tiers.get(i);
            Rational inside = tier.upTo().map(quantity::min).orElse(quantity).minus(lower);
            if (inside.isPositive()) {
                sum = sum.plus(tier.rate().times(inside));
            }
            if (isEntered(i, lower, quantity)) {
                sum = sum.plus(tier.flat());
            }
            lower = tier.upTo().orElse(lower);
        }
        return sum;
    }

    /// All units at the price of the last tier entered, and that tier's flat fee.
    Rational volume(Rational quantity) {
        Tier reached = tiers.getFirst();
        Rational lower = Rational.ZERO;
        for (int i = 1; i < tiers.size(); i++) {
            lower = tiers.get(i - 1).upTo().orElse(lower);
            if (isEntered(i, lower, quantity)) {
                reached = tiers.get(i);
            }
        }
        Rational flat = isEntered(0, Rational.ZERO, quantity) ? reached.flat() : Rational.ZERO;
        return reached.rate().times(quantity).plus(flat);
    }

    private boolean isEntered(int index, Rational lower, Rational quantity) {
        if (index == 0) {
            return flatAtZero || quantity.isPositive();
        }
        return switch (entry) {
            case ABOVE -> quantity.compareTo(lower) > 0;
            case WHOLE_UNIT -> quantity.compareTo(lower.plus(Rational.ONE)) >= 0;
        };
    }
}
