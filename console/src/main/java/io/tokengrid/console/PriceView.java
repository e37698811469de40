package io.tokengrid.console;

import io.tokengrid.journal.Publisher;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.BookChange;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.ExchangeRate;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceNotation;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.rating.PriceText;
import io.tokengrid.rating.Reason;
import io.tokengrid.rating.Side;
import io.tokengrid.storage.postgres.PublishedBook;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Price books as clients read them.
final class PriceView {
    private PriceView() {}

    /// @param version 0 before anything was published
    /// @param publishedAt when it came into force; null before anything was published, and where
    ///   the views do not have it (yet)
    /// @param publishedBy likewise; null also if it was not recorded
    /// @param configured whether the configuration has them, so that nobody else publishes others
    /// @param modifiers discounts, surcharges and margins, as the configuration writes them
    /// @param exchangeRates what currencies are in others, while the book is in force
    /// @param yaml the whole book, as a file of prices
    record PublishedPrices(
            long version,
            @Nullable Instant publishedAt,
            @Nullable Publisher publishedBy,
            boolean configured,
            List<PriceOfModel> rows,
            List<Map<String, Object>> modifiers,
            List<RateInForce> exchangeRates,
            String yaml) {}

    /// @param rate units of `to` for one of `from`
    /// @param source who said so
    /// @param asOf the day of the rate, such as 2026-11-20
    record RateInForce(
            CurrencyCode from, CurrencyCode to, String rate, String source, String asOf) {}

    /// @param provider whose calls the row is for; null for all that have no row of their own
    /// @param until when it ends; null if only a later row ends it
    /// @param inForce whether a call admitted now has these prices
    /// @param sell what customers pay outside of windows for a short prompt in the default service
    ///   tier, before modifiers; empty if only a margin makes it
    /// @param buyCurrency in which the provider is paid; null if `buy` is
    /// @param buy what the provider charges, likewise; null if that is unknown
    /// @param row everything, as the configuration writes it
    /// @param yaml the same as an entry of `prices`
    record PriceOfModel(
            String model,
            @Nullable String provider,
            CurrencyCode currency,
            Instant effective,
            @Nullable Instant until,
            boolean inForce,
            List<ClassPrice> sell,
            @Nullable CurrencyCode buyCurrency,
            @Nullable List<ClassPrice> buy,
            Map<String, Object> row,
            String yaml) {}

    /// @param inheritedFrom the class whose price it is, where it has none of its own
    record ClassPrice(
            TokenClass tokenClass, Price perMillion, @Nullable TokenClass inheritedFrom) {}

    /// @param name of the row or set of modifiers
    record PriceChange(String name, BookChange.Kind kind, List<PriceField> fields) {}

    /// @param field where it stands in the row, such as `per-million.input`
    record PriceField(String field, @Nullable String before, @Nullable String after) {}

    /// @param side whose price it is
    /// @param rules what made it: the context tier, window, service tier and modifiers
    /// @param prices by class and unit
    record EffectiveRow(
            int number,
            String model,
            @Nullable String provider,
            Side side,
            CurrencyCode currency,
            Instant effective,
            List<String> rules,
            Map<String, String> prices) {}

    static PublishedPrices of(
            PriceBook book, @Nullable PublishedBook publication, boolean configured, Instant now) {
        return new PublishedPrices(
                book.version(),
                publication == null ? null : publication.at(),
                publication == null ? null : publication.by(),
                configured,
                book.rows().stream().map(row -> of(row, book, now)).toList(),
                book.rules().modifiers().stream().map(PriceNotation::of).toList(),
                book.rules().exchangeRates().stream().map(PriceView::of).toList(),
                PriceText.of(book.rules()));
    }

    private static PriceOfModel of(PriceRow row, PriceBook book, Instant now) {
        Map<String, Object> notation = PriceNotation.of(row);
        PriceList buy = row.baseBuy();
        return new PriceOfModel(
                row.model(),
                row.provider(),
                row.currency(),
                row.effective(),
                row.until(),
                row.equals(book.rowAt(row.model(), row.provider(), row.currency(), now)),
                row.sell() == null ? List.of() : list(row.baseSell()),
                row.buy() == null ? null : row.buy().currency(),
                buy == null ? null : list(buy),
                notation,
                PriceText.entry(notation));
    }

    private static List<ClassPrice> list(PriceList prices) {
        var list = new ArrayList<ClassPrice>();
        for (TokenClass tokenClass : TokenClass.values()) {
            Price price = prices.price(tokenClass);
            TokenClass source = prices.priceSource(tokenClass);
            if (price != null) {
                list.add(new ClassPrice(tokenClass, price, source == tokenClass ? null : source));
            }
        }
        return list;
    }

    private static RateInForce of(ExchangeRate rate) {
        return new RateInForce(
                rate.from(),
                rate.to(),
                rate.rate().toString(),
                rate.source(),
                rate.asOf().toString());
    }

    static PriceChange of(BookChange change) {
        return new PriceChange(
                change.name(),
                change.kind(),
                change.fields().stream()
                        .map(field -> new PriceField(field.field(), field.before(), field.after()))
                        .toList());
    }

    static EffectiveRow of(EffectivePrices prices) {
        var each = new LinkedHashMap<String, String>();
        prices.prices().published().forEach((of, price) -> each.put(of.key(), price.toString()));
        prices.prices()
                .publishedUnits()
                .forEach((of, price) -> each.put(of.key(), price.toString()));
        PriceRow row = prices.row();
        return new EffectiveRow(
                prices.number(),
                row.model(),
                row.provider(),
                prices.side(),
                prices.currency(),
                row.effective(),
                prices.reasons().stream()
                        .filter(reason -> !(reason instanceof Reason.OfRow))
                        .map(reason -> reason.kind() + " " + reason.rule())
                        .toList(),
                each);
    }
}
