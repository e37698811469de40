package io.tokengrid.storage.postgres;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.LocalDate;

/// What bills that were approved add to what a provider gets for a model's calls of a day; what was
/// reversed is not in it.
///
/// @param model the provider's name of it
/// @param day in the bill's zone; the first of the period in a bill of a whole one
public record CostAdjustment(
        String provider, String model, LocalDate day, CurrencyCode currency, Money amount) {}
