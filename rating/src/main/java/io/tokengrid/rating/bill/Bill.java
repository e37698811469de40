package io.tokengrid.rating.bill;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Sha256;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/// A provider's bill of a period, in one currency.
///
/// @param profile how its file was read
/// @param attested how well it is known that the provider's files look so
/// @param digest of the file, as it came
/// @param zone whose days it has
/// @param from its first day
/// @param to the day after its last
/// @param amountDigits the most digits after the point that an amount in it has: what is less than
///   the last of them is a rounding
/// @param daily whether rows have days
/// @param skipped lines that were about other products or none
public record Bill(
        String profile,
        Attested attested,
        Sha256 digest,
        ZoneId zone,
        LocalDate from,
        LocalDate to,
        CurrencyCode currency,
        int amountDigits,
        boolean daily,
        int skipped,
        List<BillRow> rows) {
    public Bill {
        rows = List.copyOf(rows);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a bill of no day");
        }
    }

    /// How well the shape of a provider's files is known.
    public enum Attested {
        /// The provider describes it.
        DOCUMENTED,
        /// Others have published files or programs that read them.
        SEEN_IN_PUBLIC,
        /// From memory: to be checked against a real bill.
        RECALLED,
        /// The user describes it.
        YOURS
    }
}
