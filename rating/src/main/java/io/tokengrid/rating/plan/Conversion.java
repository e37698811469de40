package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;

/// Turns what is measured into what is priced, such as tokens into thousands of tokens. It applies
/// to the cumulative quantity: rounded piece by piece, a bill would depend on how the period was
/// cut.
///
/// @param per measured units in a priced one; above zero
/// @param rounding to whole priced units
public record Conversion(Rational per, Rounding rounding) {
    /// One for one, as measured.
    public static final Conversion NONE = new Conversion(Rational.ONE, Rounding.NONE);

    /// What becomes of a started priced unit.
    public enum Rounding {
        NONE,
        UP,
        DOWN,
        /// A half counts as a whole.
        HALF_UP
    }

    public Conversion {
        Amounts.positive(per, "number of measured units in a priced one");
    }

    /// The priced quantity of a measured one, which is not negative.
    public Rational apply(Rational measured) {
        Rational priced = measured.dividedBy(per);
        return switch (rounding) {
            case NONE -> priced;
            case UP -> priced.ceiling();
            case DOWN -> priced.floor();
            case HALF_UP -> priced.plus(Rational.of(1, 2)).floor();
        };
    }
}
