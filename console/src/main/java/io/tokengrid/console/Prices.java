package io.tokengrid.console;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.PriceList;
import io.tokengrid.rating.PriceRow;
import io.tokengrid.storage.Node;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Price;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The price book in force.
final class Prices {
    private final Node node;

    Prices(Node node) {
        this.node = node;
    }

    /// @param version 0 before anything was published
    record PublishedPrices(long version, List<PriceOfModel> rows) {}

    /// @param inForce whether a call admitted now has these prices
    /// @param sell what customers pay
    /// @param buy what providers charge; null if that is unknown
    record PriceOfModel(
            String model,
            CurrencyCode currency,
            Instant effective,
            boolean inForce,
            List<ClassPrice> sell,
            @Nullable List<ClassPrice> buy) {}

    /// @param inheritedFrom the class whose price it is, where it has none of its own
    record ClassPrice(
            TokenClass tokenClass, Price perMillion, @Nullable TokenClass inheritedFrom) {}

    PublishedPrices current(Request request) {
        PriceBook book = node.book();
        return new PublishedPrices(
                book.version(),
                book.rows().stream().map(row -> of(row, book, request.now())).toList());
    }

    private static PriceOfModel of(PriceRow row, PriceBook book, Instant now) {
        PriceList buy = row.baseBuy();
        return new PriceOfModel(
                row.model(),
                row.currency(),
                row.effective(),
                row.equals(book.rowAt(row.model(), row.provider(), row.currency(), now)),
                list(row.baseSell()),
                buy == null ? null : list(buy));
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
}
