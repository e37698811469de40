package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.metering.Usage;
import io.tokengrid.metering.UsageUnit;
import io.tokengrid.testing.Draw;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import io.tokengrid.units.UnitPrice;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Effective rows, made when a book is published, against the rules applied to each call by itself.
class EffectivePricesTest {
    /// Exactness A2 and A6.
    @Test
    void effective_rows_are_those_of_decimal_arithmetic() {
        Seeds.play(
                150,
                random -> {
                    PriceBook book = Books.anyBook(random);
                    for (int i = 0; i < 20; i++) {
                        CallFacts call = Books.anyCall(book, random);
                        compare(book.sell(call), PriceOracle.prices(book, call, Side.SELL));
                        compare(book.buy(call), PriceOracle.prices(book, call, Side.BUY));
                    }
                });
    }

    @Test
    void a_book_made_of_the_same_rows_in_another_order_has_the_same_numbers() {
        Seeds.play(
                100,
                random -> {
                    PriceBook book = Books.anyBook(random);
                    List<PriceRow> rows = new ArrayList<>(book.rows());
                    Collections.shuffle(rows, new Random(random.nextLong()));

                    assertThat(new PriceBook(1, rows, book.rules().modifiers()).effective())
                            .isEqualTo(book.effective());
                });
    }

    @Test
    void splitting_and_permuting_usage_changes_no_sum() {
        Seeds.play(
                100,
                random -> {
                    PriceBook book = Books.anyBook(random);
                    var whole = new PackedUsage();
                    var parts = new ArrayList<Part>();
                    Money expected = Money.ZERO;
                    long records = 0;
                    for (int i = 0; i < 20; i++) {
                        EffectivePrices prices = book.sell(Books.anyCall(book, random));
                        if (prices == null) {
                            continue;
                        }
                        var all = new Part(prices, usage(random), units(random));
                        whole.add(all.prices(), all.usage(), all.units());
                        records++;
                        Money total = Rater.total(prices.prices(), all.usage(), all.units());
                        assertThat(Rater.rate(prices.prices(), all.usage(), all.units()).total())
                                .isEqualTo(total);
                        expected = expected.plus(total);
                        split(all, random, parts);
                    }
                    Collections.shuffle(parts, new Random(random.nextLong()));
                    var packed = new PackedUsage();
                    parts.forEach(part -> packed.add(part.prices(), part.usage(), part.units()));

                    var rater = new BulkRater(book);
                    rater.rate(whole);
                    assertThat(sum(rater, book)).isEqualTo(expected);
                    assertThat(book.effective().stream().mapToLong(rater::records).sum())
                            .isEqualTo(records);
                    var other = new BulkRater(book);
                    other.rate(packed);
                    assertThat(sum(other, book)).isEqualTo(expected);
                });
    }

    @Test
    void usage_without_a_price_is_counted_and_in_no_sum() {
        PriceBook book = Books.book(Tariff.of(Prices.list("input 1")));
        EffectivePrices prices = book.effective().getFirst();
        var packed = new PackedUsage();
        packed.add(
                prices,
                Prices.usage("input 1000000, output 5"),
                Prices.units("image 2, request 1"));

        var rater = new BulkRater(book);
        rater.rate(packed);

        assertThat(rater.sum(prices)).hasToString("1.00");
        assertThat(rater.unpriced(prices)).isEqualTo(2);
    }

    private record Part(EffectivePrices prices, Usage usage, UnitCounts units) {}

    /// The same tokens and units in two records.
    private static void split(Part all, RandomGenerator random, List<Part> parts) {
        Usage.Builder first = Usage.builder(all.usage().source());
        Usage.Builder second = Usage.builder(all.usage().source());
        for (TokenClass tokenClass : TokenClass.values()) {
            long tokens = all.usage().count(tokenClass).value();
            long some = random.nextLong(tokens + 1);
            first.count(tokenClass, some);
            second.count(tokenClass, tokens - some);
        }
        parts.add(new Part(all.prices(), first.build(), UnitCounts.NONE));
        parts.add(new Part(all.prices(), second.build(), all.units()));
    }

    private static Money sum(BulkRater rater, PriceBook book) {
        return book.effective().stream().map(rater::sum).reduce(Money.ZERO, Money::plus);
    }

    private static Usage usage(RandomGenerator random) {
        Usage.Builder usage = Usage.builder(io.tokengrid.metering.UsageSource.REPORTED);
        for (TokenClass tokenClass : TokenClass.values()) {
            if (random.nextBoolean()) {
                usage.count(tokenClass, Draw.natural(random) >> 20);
            }
        }
        return usage.build();
    }

    private static UnitCounts units(RandomGenerator random) {
        var units = new EnumMap<UsageUnit, Long>(UsageUnit.class);
        for (UsageUnit unit : UsageUnit.values()) {
            if (random.nextBoolean()) {
                units.put(unit, Draw.natural(random) >> 20);
            }
        }
        return UnitCounts.of(units);
    }

    private static void compare(
            @Nullable EffectivePrices prices, @Nullable Map<String, BigDecimal> expected) {
        if (prices == null || expected == null) {
            assertThat(prices).isNull();
            assertThat(expected).isNull();
            return;
        }
        for (TokenClass tokenClass : TokenClass.values()) {
            Price price = prices.prices().price(tokenClass);
            BigDecimal wanted = PriceOracle.price(expected, tokenClass);
            assertThat(price == null ? null : BigDecimal.valueOf(price.attosPerToken()))
                    .as("%s of %s", tokenClass, prices)
                    .isEqualTo(wanted == null ? null : wanted.setScale(0));
        }
        for (UsageUnit unit : UsageUnit.values()) {
            UnitPrice price = prices.prices().price(unit);
            BigDecimal wanted = expected.get(unit.key());
            assertThat(price == null ? null : new BigDecimal(price.perUnit().toAttos()))
                    .as("%s of %s", unit, prices)
                    .isEqualTo(wanted == null ? null : wanted.setScale(0));
        }
    }
}
