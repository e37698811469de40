package io.tokengrid.rating.bill;

import io.tokengrid.units.Money;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// So much of one meter, as a provider bills it. A line of a file that has several columns of
/// tokens makes several of these.
///
/// @param line of the file, from 1
/// @param day in the bill's zone; null in a bill of a whole period
/// @param model as the provider writes it
/// @param quantity in tokens or pieces; null where the row says money alone
/// @param price of one token or piece; null if the row does not say
/// @param amount what is to be paid; null if the row does not say. Negative in a credit
public record BillRow(
        int line,
        @Nullable LocalDate day,
        String model,
        Meter meter,
        @Nullable Long quantity,
        @Nullable Money price,
        @Nullable Money amount) {
    /// Throws [IllegalArgumentException] for a negative quantity or price.
    public BillRow {
        if (quantity != null && quantity < 0 || price != null && price.isNegative()) {
            throw new IllegalArgumentException("a quantity and a price cannot be negative");
        }
    }
}
