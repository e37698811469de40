package io.tokengrid.rating;

import static io.tokengrid.rating.PackedUsage.CLASSES;
import static io.tokengrid.rating.PackedUsage.COLUMNS;
import static io.tokengrid.rating.PackedUsage.ROW_BITS;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import org.jspecify.annotations.Nullable;

/// Rates packed usage by one price book and keeps the sum of each effective row: exact, in 128
/// bits, without a division and without allocating anything.
///
/// Not thread-safe; several can rate parts of the usage, and their sums be added.
@SuppressWarnings("EnumOrdinal") // columns by class and unit, whose order is fixed
public final class BulkRater {
    /// The upper half of a price that is not there: no price is negative.
    private static final long NONE = -1;

    private static final int REQUEST = CLASSES + UsageUnit.REQUEST.ordinal();

    private final long[] priceHigh;
    private final long[] priceLow;
    private final long[] sumHigh;
    private final long[] sumLow;
    private final long[] records;
    private final long[] unpriced;

    /// Takes memory for every effective row of the book: 320 bytes each.
    public BulkRater(PriceBook book) {
        int rows = book.effective().size();
        priceHigh = new long[rows * COLUMNS];
        priceLow = new long[rows * COLUMNS];
        sumHigh = new long[rows];
        sumLow = new long[rows];
        records = new long[rows];
        unpriced = new long[rows];
        for (EffectivePrices row : book.effective()) {
            int at = row.number() * COLUMNS;
            for (TokenClass tokenClass : TokenClass.values()) {
                Price price = row.prices().price(tokenClass);
                price(
                        at + tokenClass.ordinal(),
                        price == null ? null : Money.ofAttos(price.attosPerToken()));
            }
            for (UsageUnit unit : UsageUnit.values()) {
                UnitPrice price = row.prices().price(unit);
                price(at + CLASSES + unit.ordinal(), price == null ? null : price.perUnit());
            }
        }
    }

    private void price(int at, @Nullable Money price) {
        priceHigh[at] = price == null ? NONE : price.high();
        priceLow[at] = price == null ? 0 : price.low();
    }

    /// Rates every record and adds it to the sum of its effective row.
    ///
    /// @throws ArithmeticException beyond 128 bits; then the sums are of no use any more
    /// @throws IndexOutOfBoundsException for a record of another book with more effective rows
    public void rate(PackedUsage usage) {
        long[] words = usage.words();
        int end = usage.size();
        int at = 0;
        while (at < end) {
            long head = words[at++];
            int row = (int) head;
            long columns = head >>> ROW_BITS;
            long high = sumHigh[row];
            long low = sumLow[row];
            while (columns != 0) {
                int column = Long.numberOfTrailingZeros(columns);
                columns &= columns - 1;
                long quantity = words[at++];
                int price = row * COLUMNS + column;
                long upper = priceHigh[price];
                long lower = priceLow[price];
                if (upper == NONE) {
                    unpriced[row] += column == REQUEST ? 0 : 1;
                    continue;
                }
                long product = lower * quantity;
                long carry = Math.unsignedMultiplyHigh(lower, quantity);
                if (upper != 0) {
                    carry = Math.addExact(carry, Math.multiplyExact(upper, quantity));
                }
                low += product;
                high += carry + (Long.compareUnsigned(low, product) < 0 ? 1 : 0);
                if (high < 0 || carry < 0) {
                    throw new ArithmeticException("amount outside of 128 bits");
                }
            }
            sumHigh[row] = high;
            sumLow[row] = low;
            records[row]++;
        }
    }

    /// What all records of an effective row cost so far.
    public Money sum(EffectivePrices row) {
        return new Money(sumHigh[row.number()], sumLow[row.number()]);
    }

    /// How many records of an effective row were rated so far.
    public long records(EffectivePrices row) {
        return records[row.number()];
    }

    /// How many quantities of an effective row had no price and are in no sum.
    public long unpriced(EffectivePrices row) {
        return unpriced[row.number()];
    }
}
