package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a model costs from an instant on, until a later row of the same model takes over.
///
/// @param model the name that clients send
/// @param currency the currency of both price lists
/// @param effective the first instant of the row, inclusive
/// @param sell what the customer pays
/// @param buy what the provider charges us; null if unknown, and then a call's cost reads `unknown`
public record PriceRow(
        String model,
        CurrencyCode currency,
        Instant effective,
        PriceList sell,
        @Nullable PriceList buy) {
    /// How the row is named in messages.
    public String name() {
        return "model '" + model + "' effective " + effective;
    }

    boolean replaces(PriceRow other) {
        return model.equals(other.model) && effective.equals(other.effective);
    }
}
