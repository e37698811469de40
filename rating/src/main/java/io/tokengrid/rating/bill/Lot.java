package io.tokengrid.rating.bill;

import io.tokengrid.units.Money;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/// What is left to be matched of a quantity of one meter at one price. Not thread-safe.
final class Lot {
    final Meter meter;

    /// Of one; null where only the amount of all is known, or there is none.
    final @Nullable Money price;

    /// Null for the bill's lots.
    final @Nullable RuleNames rules;

    final int line;
    long quantity;
    Money amount;

    Lot(
            Meter meter,
            @Nullable Money price,
            @Nullable RuleNames rules,
            int line,
            long quantity,
            Money amount) {
        this.meter = meter;
        this.price = price;
        this.rules = rules;
        this.line = line;
        this.quantity = quantity;
        this.amount = amount;
    }

    /// Takes so many out and answers what they come to. Where only the amount of all is known, it
    /// is divided in proportion, cumulatively, so that nothing is lost.
    Money take(long some) {
        Money part;
        if (price != null) {
            part = times(price, some);
        } else if (some == quantity) {
            part = amount;
        } else {
            part =
                    Money.ofAttos(
                            amount.toAttos()
                                    .multiply(BigInteger.valueOf(some))
                                    .divide(BigInteger.valueOf(quantity)));
        }
        quantity -= some;
        amount = amount.minus(part);
        return part;
    }

    /// The price as people read it; what it comes to in the mean where there is none.
    String words() {
        if (price == null) {
            return amount.isZero() ? "" : "≈ " + amount + " / " + quantity;
        }
        return meter.tokenClass() == null
                ? price.toString()
                : Money.ofAttos(price.toAttos().multiply(BigInteger.valueOf(1_000_000))) + " / M";
    }

    static Money times(Money price, long quantity) {
        return Money.ofAttos(price.toAttos().multiply(BigInteger.valueOf(quantity)));
    }
}
