package io.tokengrid.storage;

import io.tokengrid.units.Money;
import java.time.Instant;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What would be lost with facts of a journal, as far as they can be read.
///
/// @param admitted calls that begin among them
/// @param settled calls that end with a charge among them
/// @param others facts about anything else
/// @param unreadable facts that this program cannot read, though their frames are sound
/// @param money by currency; under [#UNKNOWN] where that cannot be told any more
/// @param from when the first of them happened; null if there is none
/// @param to when the last one did
public record Loss(
        long admitted,
        long settled,
        long others,
        long unreadable,
        SortedMap<String, Sums> money,
        @Nullable Instant from,
        @Nullable Instant to) {
    /// Stands for a currency.
    public static final String UNKNOWN = "???";

    /// Sums of one currency.
    ///
    /// @param charges of the settled calls
    /// @param topUps paid by customers
    /// @param adjustments refunds and corrections, positive in the customers' favour
    public record Sums(Money charges, Money topUps, Money adjustments) {
        static final Sums NONE = new Sums(Money.ZERO, Money.ZERO, Money.ZERO);

        Sums plus(Sums other) {
            return new Sums(
                    charges.plus(other.charges),
                    topUps.plus(other.topUps),
                    adjustments.plus(other.adjustments));
        }
    }
}
