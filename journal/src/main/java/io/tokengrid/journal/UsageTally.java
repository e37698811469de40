package io.tokengrid.journal;

import io.tokengrid.ledger.LedgerFact.Draw;
import io.tokengrid.ledger.LedgerFact.HoldPosted;
import io.tokengrid.ledger.LedgerFact.ProviderCost;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.Usage;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.util.EnumMap;
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
    private Money lines = Money.ZERO;
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
        if (end != null) {
            add(end, call.counted());
        } else if (voided != null) {
            estimatedCost = plus(estimatedCost, voided.change().estimated());
        }
        return this;
    }

    /// Adds the count of a settled call that was added before without one.
    public void add(UsageSums.Audit late) {
        audit = audit.plus(late);
    }

    public UsageSums sums() {
        var byClass = new EnumMap<TokenClass, TokenCount>(TokenClass.class);
        for (TokenClass tokenClass : CLASSES) {
            byClass.put(tokenClass, new TokenCount(tokens[tokenClass.ordinal()]));
        }
        return new UsageSums(
                calls,
                settled,
                byClass,
                charge,
                overrun,
                lines.minus(charge),
                cost,
                unknownCost,
                estimatedCost,
                drawn,
                audit);
    }

    private void add(Fact.Settled end, @Nullable OwnCount counted) {
        settled = Math.incrementExact(settled);
        Usage usage = end.result().usage();
        for (TokenClass tokenClass : CLASSES) {
            int i = tokenClass.ordinal();
            tokens[i] = Math.addExact(tokens[i], usage.count(tokenClass).value());
        }
        HoldPosted posted = end.change();
        charge = charge.plus(posted.charge());
        overrun = overrun.plus(posted.overrun());
        for (Draw draw : posted.draws()) {
            drawn = drawn.plus(draw);
        }
        lines = lines.plus(end.result().sum());
        cost = plus(cost, posted.cost());
        estimatedCost = plus(estimatedCost, posted.beyond());
        unknownCost += posted.cost() == null ? 1 : 0;
        if (counted != null) {
            add(UsageSums.Audit.of(usage.input(), usage.output(), counted));
        }
    }

    private static Money plus(Money sum, @Nullable ProviderCost cost) {
        return cost == null ? sum : sum.plus(cost.amount());
    }
}
