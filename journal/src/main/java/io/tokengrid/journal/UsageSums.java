package io.tokengrid.journal;

import io.tokengrid.ledger.LedgerFact;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Money;
import io.tokengrid.units.TokenCount;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/// Sums over calls that have ended. Immutable; adding throws [ArithmeticException] where a sum
/// leaves its range.
///
/// @param calls all of them
/// @param settled those with a charge; the others are voided or expired
/// @param tokens billed, by class; classes without tokens are left out
/// @param charge what the settlements charged
/// @param overrun the part of `charge` above the holds that the platform bore: what customers paid
///   is `charge` - `overrun`
/// @param waived what the charge lines exceed `charge` by, where a charge was capped at its hold
/// @param cost what providers get for settled calls, as far as known
/// @param unknownCost settled calls whose cost is not known
/// @param estimatedCost what providers probably want for calls that ended without a charge, and for
///   what it made after an answer was cut
/// @param drawn the part of what customers paid that came from grants
/// @param audit our own counts beside the billed ones
public record UsageSums(
        long calls,
        long settled,
        Map<TokenClass, TokenCount> tokens,
        Money charge,
        Money overrun,
        Money waived,
        Money cost,
        long unknownCost,
        Money estimatedCost,
        Drawn drawn,
        Audit audit) {
    /// Of no calls.
    public static final UsageSums NONE =
            new UsageSums(
                    0,
                    0,
                    Map.of(),
                    Money.ZERO,
                    Money.ZERO,
                    Money.ZERO,
                    Money.ZERO,
                    0,
                    Money.ZERO,
                    Drawn.NONE,
                    Audit.NONE);

    /// What was drawn from grants.
    ///
    /// @param prepaid from blocks that were paid for ahead
    /// @param promotional from gifts
    public record Drawn(Money prepaid, Money promotional) {
        public static final Drawn NONE = new Drawn(Money.ZERO, Money.ZERO);

        public Drawn plus(Drawn other) {
            return new Drawn(prepaid.plus(other.prepaid), promotional.plus(other.promotional));
        }

        Drawn plus(LedgerFact.Draw draw) {
            return switch (draw.kind()) {
                case PREPAID -> new Drawn(prepaid.plus(draw.amount()), promotional);
                case PROMOTIONAL -> new Drawn(prepaid, promotional.plus(draw.amount()));
                case INCLUDED -> this;
            };
        }
    }

    public UsageSums {
        var copy = new EnumMap<TokenClass, TokenCount>(TokenClass.class);
        tokens.forEach((tokenClass, count) -> {
            if (!count.isZero()) {
                copy.put(tokenClass, count);
            }
        });
        tokens = Collections.unmodifiableMap(copy);
    }

    /// What was billed and what we counted, over the settled calls that we counted.
    ///
    /// @param calls how many were counted
    public record Audit(
            long calls,
            TokenCount billedInput,
            TokenCount billedOutput,
            TokenCount countedInput,
            TokenCount countedOutput) {
        public static final Audit NONE =
                new Audit(0, TokenCount.ZERO, TokenCount.ZERO, TokenCount.ZERO, TokenCount.ZERO);

        /// Of one call.
        public static Audit of(TokenCount billedInput, TokenCount billedOutput, OwnCount count) {
            return new Audit(1, billedInput, billedOutput, count.input(), count.output());
        }

        public Audit plus(Audit other) {
            return new Audit(
                    Math.addExact(calls, other.calls),
                    billedInput.plus(other.billedInput),
                    billedOutput.plus(other.billedOutput),
                    countedInput.plus(other.countedInput),
                    countedOutput.plus(other.countedOutput));
        }
    }

    /// Of one call that has ended.
    public static UsageSums of(CallRecord call) {
        return new UsageTally().add(call).sums();
    }

    /// The sums of these calls and others.
    public UsageSums plus(UsageSums other) {
        return new UsageSums(
                Math.addExact(calls, other.calls),
                Math.addExact(settled, other.settled),
                plus(tokens, other.tokens),
                charge.plus(other.charge),
                overrun.plus(other.overrun),
                waived.plus(other.waived),
                cost.plus(other.cost),
                Math.addExact(unknownCost, other.unknownCost),
                estimatedCost.plus(other.estimatedCost),
                drawn.plus(other.drawn),
                audit.plus(other.audit));
    }

    /// Billed tokens of a class.
    public TokenCount count(TokenClass tokenClass) {
        return tokens.getOrDefault(tokenClass, TokenCount.ZERO);
    }

    /// Billed tokens that models read.
    public TokenCount input() {
        return sum(true);
    }

    /// Billed tokens that models wrote.
    public TokenCount output() {
        return sum(false);
    }

    /// What customers paid: `charge` - `overrun`.
    public Money paid() {
        return charge.minus(overrun);
    }

    private TokenCount sum(boolean input) {
        TokenCount sum = TokenCount.ZERO;
        for (var entry : tokens.entrySet()) {
            if (entry.getKey().isInput() == input) {
                sum = sum.plus(entry.getValue());
            }
        }
        return sum;
    }

    private static Map<TokenClass, TokenCount> plus(
            Map<TokenClass, TokenCount> some, Map<TokenClass, TokenCount> more) {
        var sum = new EnumMap<TokenClass, TokenCount>(TokenClass.class);
        sum.putAll(some);
        more.forEach((tokenClass, count) -> sum.merge(tokenClass, count, TokenCount::plus));
        return sum;
    }
}
