package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Rounding;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What one unit of a currency is in another one, for as long as the book that has it is in force:
/// a call keeps the rate of the version that it was admitted under.
///
/// @param from the currency of prices
/// @param to the currency that they are wanted in
/// @param rate units of `to` for one of `from`
/// @param rounding for prices that have too many digits at this rate; null if such a book is
///   refused
/// @param source who said so
/// @param asOf the day of the rate, not before 1970
public record ExchangeRate(
        CurrencyCode from,
        CurrencyCode to,
        Factor rate,
        @Nullable Rounding rounding,
        String source,
        LocalDate asOf) {
    /// Throws [IllegalArgumentException] for a rate of 0, one into the same currency and one
    /// without a source.
    public ExchangeRate {
        if (from.equals(to)) {
            throw new IllegalArgumentException("a rate from " + from + " into itself");
        }
        if (rate.parts() == 0) {
            throw new IllegalArgumentException("a rate of 0 from " + from + " to " + to);
        }
        if (asOf.toEpochDay() < 0) {
            throw new IllegalArgumentException("a rate of " + asOf + ", before 1970");
        }
        if (source.isBlank()) {
            throw new IllegalArgumentException(
                    "the rate from " + from + " to " + to + " says no source");
        }
    }

    /// How the rate is named in messages.
    public String name() {
        return "the rate from " + from + " to " + to;
    }

    Change.Times times() {
        return new Change.Times(rate, PriceKeys.ALL, rounding);
    }
}
