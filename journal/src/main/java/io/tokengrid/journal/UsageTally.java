package io.tokengrid.journal;

import io.tokengrid.ledger.CallTotals;
import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up [UsageSums] call by call without an object for each. Not thread-safe. Throws
/// [ArithmeticException] where a sum leaves its range.
@SuppressWarnings("EnumOrdinal") // an array indexed by class, never stored
public final class UsageTally {
    private static final TokenClass[] CLASSES = TokenClass.values();

    private final long[] tokens = new long[CLASSES.length];
    private long calls;
    private long settled;
    private Money charge = Money.ZERO;
    private Money overrun = Money.ZERO;
    private Money waived = Money.ZERO;
    private Money cost = Money.ZERO;
    private long unknownCost;
    private Money estimatedCost = Money.ZERO;
    private UsageSums.Drawn drawn = UsageSums.Drawn.NONE;
    private UsageSums.Audit audit = UsageSums.Audit.NONE;

    /// Adds a call that has ended.
    public UsageTally add(CallRecord call) {
        calls = Math.incrementExact(calls);
        Fact.Settled end = call.settled();
        Fact.Voided voided = call.voided();
        Billed billed = call.billed();
        if (end != null && billed != null) {
            add(end, call.counted());
            add(billed);
            if (call.admitted().call().coverage() != null) {
                // What it cost is money, which has no place among units of a plan.
                estimatedCost = minus(estimatedCost, end.change().beyond());
                cost = minus(cost, billed.totals().cost());
                unknownCost += billed.totals().cost() == null ? 0 : 1;
            }
        } else if (voided != null && call.admitted().call().coverage() == null) {
            estimatedCost = plus(estimatedCost, voided.change().estimated());
        }
        return this;
    }

    /// Adds the count of a settled call that was added before without one.
    public void add(UsageSums.Audit late) {
        audit = audit.plus(late);
    }

    /// Puts what a call is charged for by now in the place of what it was, as it was added before:
    /// here or in sums that these are added to.
    public void correct(Billed before, Billed after) {
        subtract(before);
        add(after);
    }

    /// Billed tokens of a class; negative if more was taken back than added, as every other figure.
    public long tokens(TokenClass tokenClass) {
        return tokens[tokenClass.ordinal()];
    }

    /// Everything but tokens.
    public UsageSums besidesTokens() {
        return sums(Map.of());
    }

    /// The sums. Throws [IllegalArgumentException] if more was taken back than added.
    public UsageSums sums() {
        var byClass = new EnumMap<TokenClass, TokenCount>(TokenClass.class);
        for (TokenClass tokenClass : CLASSES) {
            byClass.put(tokenClass, new TokenCount(tokens[tokenClass.ordinal()]));
        }
        return sums(byClass);
    }

    private UsageSums sums(Map<TokenClass, TokenCount> byClass) {
        return new UsageSums(
                calls,
                settled,
                byClass,
                charge,
                overrun,
                waived,
                cost,
                unknownCost,
                estimatedCost,
                drawn,
                audit);
    }

    private void add(Fact.Settled end, @Nullable OwnCount counted) {
        settled = Math.incrementExact(settled);
        for (Draw draw : end.change().draws()) {
            drawn = drawn.plus(draw);
        }
        estimatedCost = plus(estimatedCost, end.change().beyond());
        if (counted != null) {
            // What the provider reported, also where something else is billed by now.
            Usage usage = end.result().usage();
            add(UsageSums.Audit.of(usage.input(), usage.output(), counted));
        }
    }

    private void add(Billed billed) {
        for (TokenClass tokenClass : CLASSES) {
            int i = tokenClass.ordinal();
            tokens[i] = Math.addExact(tokens[i], billed.usage().count(tokenClass).value());
        }
        CallTotals totals = billed.totals();
        charge = charge.plus(totals.charge());
        overrun = overrun.plus(totals.overrun());
        waived = waived.plus(billed.waived());
        cost = plus(cost, totals.cost());
        unknownCost += totals.cost() == null ? 1 : 0;
    }

    private void subtract(Billed billed) {
        for (TokenClass tokenClass : CLASSES) {
            int i = tokenClass.ordinal();
            tokens[i] = Math.subtractExact(tokens[i], billed.usage().count(tokenClass).value());
        }
        CallTotals totals = billed.totals();
        charge = charge.minus(totals.charge());
        overrun = overrun.minus(totals.overrun());
        waived = waived.minus(billed.waived());
        cost = totals.cost() == null ? cost : cost.minus(totals.cost().amount());
        unknownCost -= totals.cost() == null ? 1 : 0;
    }

    private static Money minus(Money sum, @Nullable ProviderCost cost) {
        return cost == null ? sum : sum.minus(cost.amount());
    }

    private static Money plus(Money sum, @Nullable ProviderCost cost) {
        return cost == null ? sum : sum.plus(cost.amount());
    }
}
