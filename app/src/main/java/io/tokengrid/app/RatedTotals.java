package io.tokengrid.app;

import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.rating.BulkRater;
import io.tokengrid.rating.EffectivePrices;
import io.tokengrid.rating.PackedUsage;
import io.tokengrid.rating.PriceBook;
import io.tokengrid.rating.Side;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import java.util.ArrayList;
import java.util.List;

/// Sums of records by model and currency: exact, and rounded once. For one thread.
final class RatedTotals {
    private static final int BATCH = 10_000;

    private final PriceBook book;
    private final BulkRater rater;
    private final PackedUsage waiting = new PackedUsage();
    private int records;

    RatedTotals(PriceBook book) {
        this.book = book;
        this.rater = new BulkRater(book);
    }

    /// @param records how many there are
    /// @param unpriced how many quantities have no price and are not in the sum
    record Total(String model, CurrencyCode currency, long records, long unpriced, Money exact) {
        String rounded() {
            return RatedRecord.rounded(exact, currency);
        }

        private Total plus(Total other) {
            return new Total(
                    model,
                    currency,
                    records + other.records,
                    unpriced + other.unpriced,
                    exact.plus(other.exact));
        }
    }

    void add(EffectivePrices prices, Usage usage, UnitCounts units) {
        waiting.add(prices, usage, units);
        if (++records % BATCH == 0) {
            rate();
        }
    }

    /// One for each model and currency that was used, in the order of the book.
    List<Total> all() {
        rate();
        var totals = new ArrayList<Total>();
        for (EffectivePrices row : book.effective()) {
            if (row.side() == Side.BUY || rater.records(row) == 0) {
                continue;
            }
            var one =
                    new Total(
                            row.row().model(),
                            row.currency(),
                            rater.records(row),
                            rater.unpriced(row),
                            rater.sum(row));
            if (!totals.isEmpty()
                    && totals.getLast().model().equals(one.model())
                    && totals.getLast().currency().equals(one.currency())) {
                totals.set(totals.size() - 1, totals.getLast().plus(one));
            } else {
                totals.add(one);
            }
        }
        return totals;
    }

    private void rate() {
        rater.rate(waiting);
        waiting.clear();
    }
}
