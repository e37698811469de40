package io.tokengrid.ledger;

import io.tokengrid.units.BinaryReader;
import io.tokengrid.units.BinaryWriter;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// What a budget has counted in its current period. A call counts where it was admitted; the end of
/// one admitted in an earlier period moves nothing here.
final class BudgetCounter {
    final long number;
    Budget budget;

    /// Whether the budget was taken away, while calls that it held may still be open.
    boolean gone;

    private Instant periodStart;

    /// The first instant after the period; null if it never ends. A cache of what the calendar
    /// says.
    private @Nullable Instant periodEnd;

    private Money spent = Money.ZERO;
    private Money held = Money.ZERO;
    private long tokensSpent;
    private long tokensHeld;

    BudgetCounter(long number, Budget budget) {
        this.number = number;
        this.budget = budget;
        periodStart = Instant.MIN;
        periodEnd = Instant.MIN;
    }

    /// Where the period began that a call of this instant counts in. A clock that went back does
    /// not reopen an earlier period.
    Instant periodOf(Instant at, ZoneId zone) {
        boolean current = periodEnd == null || at.isBefore(periodEnd);
        return current ? periodStart : budget.per().start(at, zone);
    }

    /// Whether a hold of this size fits into a period: free, only held, or used up. What cannot be
    /// counted, beyond 63 bits of tokens held, does not fit either.
    Fit fit(Money amount, TokenCount tokens, Instant period) {
        boolean current = period.equals(periodStart);
        if (!canHold(tokens, period)) {
            return Fit.HELD;
        }
        if (!budget.hard()) {
            return Fit.FREE;
        }
        if (budget.amount() != null) {
            Money used = current ? spent.plus(amount) : amount;
            if (used.compareTo(budget.amount()) > 0) {
                return Fit.USED_UP;
            }
            return current && used.plus(held).compareTo(budget.amount()) > 0 ? Fit.HELD : Fit.FREE;
        }
        long limit = budget.tokens() == null ? 0 : budget.tokens().value();
        long used = saturated(current ? tokensSpent : 0, tokens.value());
        if (used > limit) {
            return Fit.USED_UP;
        }
        return current && saturated(used, tokensHeld) > limit ? Fit.HELD : Fit.FREE;
    }

    /// Whether the tokens held in a period can be counted. A budget that is gone counts nothing, as
    /// it is not in a snapshot.
    boolean canHold(TokenCount tokens, Instant period) {
        return gone || !period.equals(periodStart) || tokens.value() <= Long.MAX_VALUE - tokensHeld;
    }

    enum Fit {
        FREE,
        HELD,
        USED_UP
    }

    void hold(Instant period, Money amount, TokenCount tokens, ZoneId zone) {
        if (!period.equals(periodStart)) {
            periodStart = period;
            periodEnd = budget.per().end(period, zone);
            spent = Money.ZERO;
            held = Money.ZERO;
            tokensSpent = 0;
            tokensHeld = 0;
        }
        held = held.plus(amount);
        tokensHeld = Math.addExact(tokensHeld, tokens.value());
    }

    /// A hold of an earlier period moves nothing here, as its end does.
    void grow(Instant period, Money more, TokenCount moreTokens) {
        if (!gone && period.equals(periodStart)) {
            held = held.plus(more);
            tokensHeld = Math.addExact(tokensHeld, moreTokens.value());
        }
    }

    void end(Instant period, Money amount, TokenCount tokens, Money charge, TokenCount used) {
        if (!gone && period.equals(periodStart)) {
            held = held.minus(amount);
            tokensHeld = Math.subtractExact(tokensHeld, tokens.value());
            spent = spent.plus(charge);
            tokensSpent = saturated(tokensSpent, used.value());
        }
    }

    /// Usage that nothing was held for.
    void charge(Instant period, Money amount, TokenCount tokens, ZoneId zone) {
        hold(period, Money.ZERO, TokenCount.ZERO, zone);
        correct(period, amount, TokenCount.ZERO, tokens);
    }

    /// Another charge for a call of a period; in one that is over it moves nothing here, as its end
    /// did not.
    void correct(Instant period, Money more, TokenCount before, TokenCount after) {
        if (!gone && period.equals(periodStart)) {
            spent = spent.plus(more);
            tokensSpent = saturated(Math.max(0, tokensSpent - before.value()), after.value());
        }
    }

    /// What a call of a period may be charged beyond its hold; null if nothing limits it.
    @Nullable Money beyondHold(Instant period) {
        Money limit = !gone && budget.hard() && period.equals(periodStart) ? budget.amount() : null;
        return limit == null ? null : limit.minus(spent).minus(held).max(Money.ZERO);
    }

    BudgetView view(BudgetScope scope, Instant now, ZoneId zone) {
        Instant period = periodOf(now, zone);
        boolean current = period.equals(periodStart);
        return new BudgetView(
                scope,
                budget,
                period,
                budget.per().end(period, zone),
                current ? spent : Money.ZERO,
                current ? held : Money.ZERO,
                new TokenCount(current ? tokensSpent : 0),
                new TokenCount(current ? tokensHeld : 0));
    }

    /// Where the period ends by another calendar; where it began stays.
    void rezone(ZoneId zone) {
        if (!periodStart.equals(Instant.MIN)) {
            periodEnd = budget.per().end(periodStart, zone);
        }
    }

    Money held() {
        return held;
    }

    long tokensHeld() {
        return tokensHeld;
    }

    Instant periodStart() {
        return periodStart;
    }

    void write(BinaryWriter out) {
        boolean started = !periodStart.equals(Instant.MIN);
        out.writeBoolean(started);
        if (started) {
            out.writeInstant(periodStart).writeMoney(spent).writeMoney(held);
            out.writeUnsigned(tokensSpent).writeUnsigned(tokensHeld);
        }
    }

    void read(BinaryReader in, ZoneId zone) {
        if (in.readBoolean()) {
            periodStart = in.readInstant();
            periodEnd = budget.per().end(periodStart, zone);
            spent = in.readMoney();
            held = in.readMoney();
            tokensSpent = new TokenCount(in.readUnsigned()).value();
            tokensHeld = new TokenCount(in.readUnsigned()).value();
        }
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
