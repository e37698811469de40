package io.tokengrid.rating.invoice;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.units.Money;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A line of a document: exact, and rounded once (exactness A4).
///
/// @param model empty for what is about no model; the plan of a fee
/// @param item what was used of it, such as `cached-input`, `image` or `waived`; `plan-fee` for the
///   fee of a plan, whose period is in the note; `adjustment` for what was agreed by hand
/// @param price per million tokens or of one other unit; null where there is none
/// @param quantity tokens, units, or calls with a deduction; 0 where nothing is counted
/// @param exact as it was charged, with the tax that prices contain
/// @param net rounded, without tax
/// @param tax rounded; zero where tax is on the whole document
/// @param month of the calls, where that is earlier than the document's period
/// @param note why, and by which reference; may be empty
public record DocumentLine(
        String model,
        String item,
        @Nullable BigDecimal price,
        long quantity,
        Money exact,
        BigDecimal net,
        BigDecimal tax,
        @Nullable YearMonth month,
        String note) {
    public static final String ADJUSTMENT = "adjustment";
    public static final String PLAN_FEE = "plan-fee";

    /// Whether it is about tokens, whose price is per million.
    public boolean tokens() {
        return Arrays.stream(TokenClass.values()).anyMatch(one -> one.key().equals(item));
    }

    /// What it comes to.
    public BigDecimal gross() {
        return net.add(tax);
    }

    /// The same line with other amounts.
    DocumentLine with(Money newExact, BigDecimal newNet, BigDecimal newTax) {
        return new DocumentLine(
                model, item, price, quantity, newExact, newNet, newTax, month, note);
    }
}
