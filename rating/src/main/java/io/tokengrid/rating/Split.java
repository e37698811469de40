package io.tokengrid.rating;

import io.tokengrid.rating.Share.Basis;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// What the parties of an agreement have been entitled to since it began: a function of what was
/// paid and what it cost until then, so that it does not depend on how the calls were cut into
/// batches. What a period brings is the [#minus] of two.
///
/// @param shares in the order of the agreement's, exact to 10^-18; a period may bring less than 0
/// @param residual what rounding down leaves to nobody: less than 10^-18 for each share
public record Split(List<Money> shares, Money residual) {
    public Split {
        shares = List.copyOf(shares);
    }

    /// Parts what was paid. Taxes are taken out of it first, then the cost; what is left is parted
    /// by weight. Where the cost is more than what was paid, the platform bears the difference
    /// alone.
    ///
    /// @param paid by customers, since the agreement began
    /// @param cost of the providers, as far as it is known
    public static Split of(Agreement agreement, Money paid, Money cost) {
        List<Share> shares = agreement.shares();
        var amounts = new ArrayList<Money>();
        Money left = paid;
        long weights = 0;
        for (Share share : shares) {
            Money amount =
                    switch (share.basis()) {
                        case Basis.IncludedTax tax -> included(tax, paid);
                        case Basis.Cost _ -> cost;
                        case Basis.Weight _ -> Money.ZERO;
                    };
            amounts.add(amount);
            left = left.minus(amount);
            weights += share.basis() instanceof Basis.Weight(int weight) ? weight : 0;
        }
        Money residual = left;
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i).basis() instanceof Basis.Weight(int weight)) {
                Money part =
                        left.isNegative()
                                ? (shares.get(i).role() == Share.Role.PLATFORM ? left : Money.ZERO)
                                : floor(Rational.of(left).times(Rational.of(weight, weights)));
                amounts.set(i, part);
                residual = residual.minus(part);
            }
        }
        return new Split(amounts, residual);
    }

    private static Money included(Basis.IncludedTax tax, Money paid) {
        Rational rate = Rational.of(new BigDecimal(tax.rate().toString()));
        return floor(Rational.of(paid).times(rate).dividedBy(Rational.ONE.plus(rate)));
    }

    /// Down to a multiple of 10^-18.
    private static Money floor(Rational amount) {
        Rational attos = amount.times(Rational.of(BigDecimal.TEN.pow(Money.SCALE))).floor();
        return Money.ofAttos(attos.numerator());
    }

    /// What came between an earlier instant and this one.
    public Split minus(Split earlier) {
        var between = new ArrayList<Money>();
        for (int i = 0; i < shares.size(); i++) {
            between.add(shares.get(i).minus(earlier.shares.get(i)));
        }
        return new Split(between, residual.minus(earlier.residual));
    }
}
