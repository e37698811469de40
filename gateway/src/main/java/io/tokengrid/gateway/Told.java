package io.tokengrid.gateway;

import io.tokengrid.metering.Usage;
import io.tokengrid.units.CallId;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.time.Instant;

/// What a client is told of its call at the end.
///
/// @param model by the name that it was asked for
/// @param usage what was billed, whoever counted it
record Told(
        CallId call, String model, Usage usage, Money charge, CurrencyCode currency, Instant at) {}
