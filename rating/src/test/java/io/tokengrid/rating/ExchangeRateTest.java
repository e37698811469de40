package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.metering.TokenClass;
import io.tokengrid.metering.UnitCounts;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Factor;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rounding;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is priced in one currency and paid in another.
final class ExchangeRateTest {
    private static final CurrencyCode USD = new CurrencyCode("USD");
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final CurrencyCode EUR = new CurrencyCode("EUR");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");

    private static ExchangeRate rate(CurrencyCode from, CurrencyCode to, String rate) {
        return new ExchangeRate(
                from, to, Factor.parse(rate), null, "a bank", LocalDate.parse("2026-11-20"));
    }

    private static PriceList prices(String input, String output) {
        return new PriceList(
                Map.of(
                        TokenClass.INPUT,
                        Price.perMillion(input),
                        TokenClass.OUTPUT,
                        Price.perMillion(output)));
    }

    private static PriceRow row(
            CurrencyCode currency, @Nullable PriceList sell, PriceRow.@Nullable Buying buy) {
        return new PriceRow(
                "m", null, currency, START, null, sell == null ? null : Tariff.of(sell), buy);
    }

    private static PriceRow.Buying buying(CurrencyCode currency, String input, String output) {
        return new PriceRow.Buying(currency, Tariff.of(prices(input, output)));
    }

    private static PriceBook book(List<PriceRow> rows, ExchangeRate... rates) {
        return new PriceBook(1, new PriceRules(rows, List.of(), List.of(rates)));
    }

    private static CallFacts call(CurrencyCode currency) {
        return new CallFacts(
                "m",
                "p",
                new Customer(null, Set.of(), currency),
                new TokenCount(7),
                ServiceTier.DEFAULT,
                Moments.at(NOW));
    }

    private static @Nullable String input(@Nullable EffectivePrices prices) {
        return prices == null
                ? null
                : prices.prices().price(TokenClass.INPUT) + " " + prices.currency();
    }

    @Test
    void who_pays_in_a_currency_without_a_row_pays_at_the_rate() {
        PriceBook book =
                book(List.of(row(USD, prices("2.5", "10"), null)), rate(USD, CNY, "7.1234"));

        EffectivePrices prices = Objects.requireNonNull(book.sell(call(CNY)));

        assertThat(input(prices)).isEqualTo("17.8085 CNY");
        assertThat(prices.explain(call(CNY)))
                .isEqualTo(
                        """
                        prices of m in USD since 2026-01-01T00:00:00Z
                        exchange rate USD to CNY x 7.1234 of 2026-11-20 by a bank\
                        """);
        assertThat(input(book.sell(call(USD)))).isEqualTo("2.5 USD");
        assertThat(book.sell(call(EUR))).isNull();
        assertThat(book.currencies("m")).containsExactly(USD);
    }

    @Test
    void the_hold_reaches_the_exchanged_price() {
        PriceBook book = book(List.of(row(USD, prices("2", "10"), null)), rate(USD, CNY, "7"));

        Reach reach =
                book.reach(
                        new CallBounds(
                                "m",
                                List.of("p"),
                                new Customer(null, Set.of(), CNY),
                                new TokenCount(1_000_000),
                                Set.of(ServiceTier.DEFAULT),
                                NOW,
                                NOW.plusSeconds(60)));

        assertThat(reach.unpriced()).isEmpty();
        assertThat(reach.ceiling(TokenCount.ZERO, UnitCounts.ONE_REQUEST)).hasToString("14.00");
    }

    @Test
    void a_row_of_its_own_wins_even_where_it_holds_only_later() {
        var later =
                new PriceRow(
                        "m",
                        null,
                        CNY,
                        NOW.plusSeconds(1),
                        null,
                        Tariff.of(prices("9", "9")),
                        null);
        PriceBook book =
                book(List.of(row(USD, prices("2", "10"), null), later), rate(USD, CNY, "7"));

        assertThat(book.sell(call(CNY))).isNull();
    }

    @Test
    void of_two_currencies_the_first_rate_leads() {
        List<PriceRow> rows =
                List.of(row(USD, prices("2", "10"), null), row(EUR, prices("3", "10"), null));

        assertThat(input(book(rows, rate(EUR, CNY, "8"), rate(USD, CNY, "7")).sell(call(CNY))))
                .isEqualTo("24 CNY");
        assertThat(input(book(rows, rate(USD, CNY, "7"), rate(EUR, CNY, "8")).sell(call(CNY))))
                .isEqualTo("14 CNY");
    }

    @Test
    void what_we_pay_in_another_currency_is_known_at_the_rate() {
        List<PriceRow> rows = List.of(row(CNY, prices("20", "80"), buying(USD, "2.5", "10")));

        assertThat(input(book(rows).buy(call(CNY)))).isEqualTo("2.5 USD");
        assertThat(input(book(rows, rate(USD, CNY, "7.2")).buy(call(CNY)))).isEqualTo("18 CNY");
    }

    @Test
    void a_margin_is_made_out_of_what_is_paid_at_the_rate_and_exchanged_for_who_pays_otherwise() {
        var margin =
                new Modifier(
                        "margin",
                        Modifier.Kind.MARGIN,
                        Side.SELL,
                        new Change.Times(Factor.parse("1.5")),
                        Audience.EVERYONE,
                        START,
                        null);
        List<PriceRow> rows = List.of(row(CNY, null, buying(USD, "2", "10")));
        List<ModifierSet> sets = List.of(Books.stack(margin));

        assertThatThrownBy(() -> new PriceBook(1, rows, sets))
                .hasMessageContaining("we pay in USD what is sold in CNY")
                .hasMessageContaining("exchange-rates");
        PriceBook book =
                new PriceBook(
                        1,
                        new PriceRules(
                                rows, sets, List.of(rate(USD, CNY, "7"), rate(CNY, EUR, "0.125"))));
        assertThat(input(book.sell(call(CNY)))).isEqualTo("21 CNY");
        assertThat(input(book.sell(call(EUR)))).isEqualTo("2.625 EUR");
        assertThat(input(book.buy(call(EUR)))).isEqualTo("1.75 EUR");
    }

    @Test
    void a_product_with_too_many_digits_is_refused_by_name_unless_its_rounding_is_named() {
        List<PriceRow> rows = List.of(row(USD, prices("0.000000000001", "1"), null));

        assertThatThrownBy(() -> book(rows, rate(USD, CNY, "7.1")))
                .hasMessageContaining("model 'm'")
                .hasMessageContaining("the rate from USD to CNY: input 0.000000000001 x 7.1");
        var rounded =
                new ExchangeRate(
                        USD,
                        CNY,
                        Factor.parse("7.1"),
                        Rounding.UP,
                        "a bank",
                        LocalDate.parse("2026-11-20"));
        assertThat(input(book(rows, rounded).sell(call(CNY)))).isEqualTo("0.000000000008 CNY");
    }

    @Test
    void a_new_rate_is_a_new_version_and_the_old_one_stays_with_its_calls() {
        List<PriceRow> rows = List.of(row(USD, prices("2", "10"), null));
        PriceBook before = book(rows, rate(USD, CNY, "7"));
        var wanted = new PriceRules(rows, List.of(), List.of(rate(USD, CNY, "7.5")));

        var next = (PriceBook.Revision.Next) before.revise(wanted, NOW);

        assertThat(next.book().version()).isEqualTo(2);
        assertThat(input(before.sell(call(CNY)))).isEqualTo("14 CNY");
        assertThat(input(next.book().sell(call(CNY)))).isEqualTo("15 CNY");
        assertThat(BookChange.between(before, next.book()))
                .extracting(BookChange::toString)
                .containsExactly(
                        "BookChange[name=the rate from USD to CNY, kind=CHANGED,"
                                + " fields=[FieldChange[field=rate, before=7, after=7.5]]]");
        assertThat(before.revise(before.rules(), NOW))
                .isInstanceOf(PriceBook.Revision.Unchanged.class);
    }

    @Test
    void rates_that_cannot_be_are_refused() {
        assertThatThrownBy(() -> rate(USD, USD, "1")).hasMessageContaining("into itself");
        assertThatThrownBy(() ->
                        new ExchangeRate(
                                USD, CNY, Factor.ONE, null, "x", LocalDate.EPOCH.minusDays(1)))
                .hasMessageContaining("before 1970");
        assertThatThrownBy(() -> rate(USD, CNY, "0")).hasMessageContaining("a rate of 0");
        assertThatThrownBy(() ->
                        new ExchangeRate(
                                USD, CNY, Factor.ONE, null, " ", LocalDate.parse("2026-11-20")))
                .hasMessageContaining("no source");
        assertThatThrownBy(() ->
                        book(
                                List.of(row(USD, prices("1", "1"), null)),
                                rate(USD, CNY, "7"),
                                rate(USD, CNY, "8")))
                .hasMessageContaining("the rate from USD to CNY stands twice");
    }
}
