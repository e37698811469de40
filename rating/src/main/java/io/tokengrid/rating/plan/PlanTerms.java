package io.tokengrid.rating.plan;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;

/// What a customer of the grid agreed to when it subscribed to a plan. It stays so until the
/// subscription ends, whatever the plan of that name says later.
///
/// @param name of the plan
/// @param calendar the customer's, and the currency of the fee
/// @param fee for a period
/// @param allowance what is included
public record PlanTerms(
        String name, Subscription.Terms calendar, Rational fee, Allowance allowance) {
    /// Half of what accounts can take, so that neither fee nor units are refused by one.
    private static final Rational MOST = Rational.of(new BigDecimal("1000000000000000000"));

    private static final int MAX_NAME = 100;

    /// Throws [IllegalArgumentException] with a sentence for what cannot be kept by the ledger.
    public PlanTerms {
        require(
                !name.isBlank() && name.length() <= MAX_NAME,
                "the name of a plan has 1 to 100 characters");
        Amounts.notNegative(fee, "fee");
        calendar.currency().digits();
        require(
                calendar.cycle().unit() != Cycle.Unit.HOUR,
                "the period of a subscription is a day or longer");
        require(fee.compareTo(MOST) <= 0, "the fee is too large");
        require(
                allowance.included().isPositive() && allowance.included().compareTo(MOST) <= 0,
                "a plan includes more than nothing and at most 10^18 units");
        require(allowance.limits().isEmpty(), "limits are not kept by subscriptions");
        require(
                !(allowance.atEnd() instanceof AtEnd.Cheaper),
                "a subscription ends in block or overage");
        if (allowance.atEnd() instanceof AtEnd.Overage(var cap) && cap.isPresent()) {
            require(cap.get().compareTo(MOST) <= 0, "the cap is too large");
            require(isMoney(cap.get()), "the cap has more than 18 digits after the point");
        }
        CurrencyCode.ofPlan(allowance.unit());
        for (Weights.Rule rule : allowance.weights().rules()) {
            Weights.price(rule.weight().times(Rational.ONE));
        }
    }

    /// The unit of account that it counts in.
    public CurrencyCode unit() {
        return CurrencyCode.ofPlan(allowance.unit());
    }

    public CurrencyCode currency() {
        return calendar.currency();
    }

    /// The part of the customer's calendar that an instant is in.
    ///
    /// @param from when the subscription began: nothing before it is in a period
    public Period period(Instant from, Instant at) {
        Period whole = calendar.cycle().at(at);
        return whole.start().isBefore(from) ? new Period(from, whole.end()) : whole;
    }

    /// How much of a whole period of the calendar a period is: less than 1 for a first one that
    /// begins within it.
    public Rational share(Period period) {
        Period whole = calendar.cycle().at(period.start());
        return period.start().equals(whole.start())
                ? Rational.ONE
                : calendar.proration().left(whole, period.start(), calendar.zone());
    }

    /// The fee of a share of a period, rounded once, half away from zero, to the digits of the
    /// currency (exactness A4).
    public Money fee(Rational share) {
        return Money.of(fee.times(share).rounded(calendar.currency().digits()));
    }

    /// What a share of a period includes, in the plan's unit: rounded up to 10^-18, in the
    /// customer's favour.
    public Money included(Rational share) {
        Rational exact = allowance.included().times(share);
        return Money.of(
                new BigDecimal(exact.numerator())
                        .divide(new BigDecimal(exact.denominator()), Money.SCALE, RoundingMode.UP));
    }

    private static boolean isMoney(Rational amount) {
        return BigInteger.TEN.pow(Money.SCALE).mod(amount.denominator()).equals(BigInteger.ZERO);
    }

    private static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
