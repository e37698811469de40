package io.tokengrid.rating.invoice;

import io.tokengrid.rating.plan.Tax;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.util.Optional;

/// How a customer is taxed.
///
/// @param rate of 1, such as 0.06; zero for those who are exempt
/// @param included whether prices contain the tax
/// @param basis what it is rounded on
/// @param exemption why there is no tax; empty where there is some, or no tax is spoken of
public record TaxTerms(BigDecimal rate, boolean included, Tax.Basis basis, String exemption) {
    private static final int MOST = 300;
    private static final int MOST_DIGITS = 6;

    /// No tax is spoken of.
    public static final TaxTerms NONE = new TaxTerms(BigDecimal.ZERO, false, Tax.Basis.LINE, "");

    public TaxTerms {
        if (rate.signum() < 0 || rate.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("a tax rate is from 0 % to 100 %: " + rate);
        }
        if (included && basis == Tax.Basis.INVOICE) {
            throw new IllegalArgumentException("tax that prices contain is rounded line by line");
        }
        rate = rate.stripTrailingZeros();
        if (rate.scale() > MOST_DIGITS) {
            throw new IllegalArgumentException("a tax rate has at most six decimals: " + rate);
        }
        Party.requireText(exemption, MOST);
        if (!exemption.isEmpty() && rate.signum() != 0) {
            throw new IllegalArgumentException("who is exempt has no tax rate");
        }
    }

    Optional<Tax> tax() {
        return rate.signum() == 0
                ? Optional.empty()
                : Optional.of(new Tax(Rational.of(rate), basis, included));
    }
}
