package io.tokengrid.rating;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a model costs for some time.
///
/// @param model the name that clients send
/// @param provider whose calls it is for; null for those of every provider that has no row of its
///   own at that time
/// @param currency in which customers pay; a model may have rows in several
/// @param effective the first instant of the row, inclusive, by the calls' admission
/// @param until the end of the row, exclusive; null if the next row with the same model, provider
///   and currency ends it, or nothing does
/// @param sell what the customer pays; null if only a margin makes it out of `buy`
/// @param buy what the provider charges us; null if unknown, and then a call's cost reads `unknown`
/// @param backdate whether it may change what was in force, and settled calls since `effective` are
///   rated again by it
public record PriceRow(
        String model,
        @Nullable String provider,
        CurrencyCode currency,
        Instant effective,
        @Nullable Instant until,
        @Nullable Tariff sell,
        @Nullable Buying buy,
        boolean backdate) {
    /// What the provider charges us.
    ///
    /// @param currency in which we pay; it may be another than the customer's
    /// @param tariff the prices
    public record Buying(CurrencyCode currency, Tariff tariff) {}

    /// Throws [IllegalArgumentException] for a row without prices and one that ends before it
    /// begins.
    public PriceRow {
        currency.requireMoney();
        if (sell == null && buy == null) {
            throw new IllegalArgumentException("a row without prices for model '" + model + "'");
        }
        if (until != null && !until.isAfter(effective)) {
            throw new IllegalArgumentException(
                    "model '" + model + "' effective " + effective + " ends before that: " + until);
        }
    }

    /// A row that changes nothing before its publication.
    public PriceRow(
            String model,
            @Nullable String provider,
            CurrencyCode currency,
            Instant effective,
            @Nullable Instant until,
            @Nullable Tariff sell,
            @Nullable Buying buy) {
        this(model, provider, currency, effective, until, sell, buy, false);
    }

    /// The same prices for every call of a model, until the next row.
    public PriceRow(
            String model,
            CurrencyCode currency,
            Instant effective,
            PriceList sell,
            @Nullable PriceList buy) {
        this(
                model,
                null,
                currency,
                effective,
                null,
                Tariff.of(sell),
                buy == null ? null : new Buying(currency, Tariff.of(buy)));
    }

    /// What the customer pays in the first context tier, outside of every time window, in the
    /// default service tier and before modifiers.
    ///
    /// @throws IllegalStateException if only a margin makes it
    public PriceList baseSell() {
        if (sell == null) {
            throw new IllegalStateException(name() + " has no prices of its own");
        }
        return sell.base();
    }

    /// What the provider charges us in the first context tier, outside of every time window, in the
    /// default service tier and before modifiers; null if it is unknown.
    public @Nullable PriceList baseBuy() {
        return buy == null ? null : buy.tariff().base();
    }

    /// How the row is named in messages.
    public String name() {
        return "model '"
                + model
                + "'"
                + (provider == null ? "" : " of provider '" + provider + "'")
                + " effective "
                + effective;
    }

    /// Whether both are about the same calls at different times.
    boolean follows(PriceRow other) {
        return model.equals(other.model)
                && Objects.equals(provider, other.provider)
                && currency.equals(other.currency);
    }

    boolean replaces(PriceRow other) {
        return follows(other) && effective.equals(other.effective);
    }

    /// The same row, backdated or not.
    PriceRow backdated(boolean backdate) {
        return backdate == this.backdate
                ? this
                : new PriceRow(model, provider, currency, effective, until, sell, buy, backdate);
    }

    /// Whether this is the other row with at most another end, and neither ends before `now`: no
    /// call that was admitted can tell them apart.
    boolean same(PriceRow other, Instant now) {
        return equals(other.backdated(backdate))
                || (replaces(other)
                        && Objects.equals(sell, other.sell)
                        && Objects.equals(buy, other.buy)
                        && (until == null || !until.isBefore(now))
                        && (other.until == null || !other.until.isBefore(now)));
    }
}
