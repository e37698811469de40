package io.tokengrid.rating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.ServiceTier;
import io.tokengrid.rating.Modifier.Kind;
import io.tokengrid.rating.ModifierSet.Combine;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.TokenCount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is no price book.
class PriceRefusalsTest {
    private static final PriceList LIST = Prices.list("input 1");

    /// Rows are `provider currency from until`, days of March 2026; `-` is nothing.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- CNY 1 5, - CNY 5 -   | fine",
                "- CNY 1 5, - CNY 9 -   | fine",
                "- CNY 1 6, - CNY 5 -   | m effective 1 until 6 overlaps m effective 5",
                "- CNY 5 -, - CNY 1 6   | m effective 1 until 6 overlaps m effective 5",
                "- CNY 1 -, - CNY 1 -   | two prices for m effective 1",
                // other providers and currencies are other rows
                "- CNY 1 6, p CNY 5 -   | fine",
                "- CNY 1 6, - USD 5 -   | fine",
                "p CNY 1 6, p CNY 5 -   | m of provider 'p' effective 1 until 6 overlaps m of"
                        + " provider 'p' effective 5",
            })
    void ranges_of_rows_may_leave_gaps_and_not_overlap(String rows, String outcome) {
        List<PriceRow> all =
                Arrays.stream(rows.split(",", -1)).map(row -> row(row.strip())).toList();

        String message = "fine";
        try {
            assertThat(new PriceBook(1, all).rows()).hasSize(2);
        } catch (IllegalArgumentException e) {
            message = String.valueOf(e.getMessage());
        }

        assertThat(message.replaceAll("2026-03-0?(\\d+)T00:00:00Z", "$1").replace("model 'm'", "m"))
                .isEqualTo(outcome);
    }

    /// Which row a call has: rows are `provider currency from until`.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- CNY 1 5, - CNY 9 - | p CNY 4 | 1",
                "- CNY 1 5, - CNY 9 - | p CNY 5 | none",
                "- CNY 1 5, - CNY 9 - | p CNY 9 | 9",
                "- CNY 1 -, p CNY 2 - | p CNY 3 | 2",
                "- CNY 1 -, p CNY 2 - | q CNY 3 | 1",
                "- CNY 1 -, p CNY 2 - | - CNY 3 | 1",
                "- CNY 1 -, p CNY 2 4 | p CNY 4 | 1",
                "- CNY 1 -, - USD 2 - | p USD 3 | 2",
                "- CNY 1 -, - USD 2 - | p CNY 3 | 1",
                "- CNY 1 -, - USD 2 - | p EUR 3 | none",
                "p CNY 1 -, q CNY 2 - | - CNY 3 | none",
            })
    void a_call_has_the_row_of_its_provider_currency_and_time(
            String rows, String call, String effective) {
        List<PriceRow> all =
                Arrays.stream(rows.split(",", -1)).map(row -> row(row.strip())).toList();
        String[] words = call.split(" ", -1);

        PriceRow row =
                new PriceBook(1, all)
                        .rowAt("m", name(words[0]), new CurrencyCode(words[1]), day(words[2]));

        assertThat(row == null ? "none" : row.effective().toString())
                .isEqualTo(effective.equals("none") ? "none" : day(effective).toString());
    }

    /// A book of one row, from the 1st to the 10th, is to be replaced on the 5th.
    @ParameterizedTest
    @CsvSource({
        "1 10, fine",
        "1 8, fine",
        "1 5, fine",
        "1 -, fine",
        "1 4, changed",
        "2 10, removed"
    })
    void the_end_of_a_row_can_be_moved_while_it_lies_ahead(String range, String outcome) {
        var book = new PriceBook(1, List.of(row("- CNY 1 10")));

        PriceBook.Revision revision =
                book.revise(PriceRules.of(List.of(row("- CNY " + range))), day("5"));

        assertThat(
                        revision instanceof PriceBook.Revision.Refused(List<String> reasons)
                                ? reasons.getFirst()
                                : "fine")
                .contains(outcome);
    }

    @Test
    void a_modifier_in_force_is_as_firm_as_a_row() {
        Modifier discount = Books.discount("d", "0.9", Audience.EVERYONE);
        Modifier other = Books.discount("d", "0.8", Audience.EVERYONE);
        List<PriceRow> rows = List.of(row("- CNY 1 -"));
        var book = new PriceBook(1, rows, List.of(Books.stack(discount)));

        assertThat(book.revise(rules(rows, discount), day("5")))
                .isEqualTo(new PriceBook.Revision.Unchanged());
        assertThat(book.revise(rules(rows, other), day("5")))
                .isEqualTo(
                        new PriceBook.Revision.Refused(
                                List.of("the discount 'd' was changed after it came into force")));
        assertThat(book.revise(PriceRules.of(rows), day("5")))
                .isEqualTo(
                        new PriceBook.Revision.Refused(
                                List.of("the discount 'd' was removed after it came into force")));
        assertThat(book.revise(PriceRules.of(rows), Books.START.minusSeconds(1)))
                .isInstanceOf(PriceBook.Revision.Next.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-10 10-   | fine",
                "0-10       | fine",
                "0-         | fine",
                "5-10       | prompts above 0 and up to 5 tokens have no context tier",
                "0-10 20-   | prompts above 10 and up to 20 tokens have no context tier",
                "0-10 5-    | the context tier above 5 overlaps or precedes the one before it,"
                        + " which ends at 10",
                "0- 10-     | the context tier above 10 overlaps or precedes the one before it,"
                        + " which has no end",
                "0-10 10-10 | a context tier above 10 tokens cannot end at 10",
                "0-0        | a context tier above 0 tokens cannot end at 0",
            })
    void tiers_follow_each_other_without_gaps(String tiers, String outcome) {
        String message = "fine";
        try {
            var list = new ArrayList<ContextTier>();
            for (String tier : tiers.split(" ", -1)) {
                String[] ends = tier.split("-", -1);
                list.add(
                        new ContextTier(
                                new TokenCount(Long.parseLong(ends[0])),
                                ends[1].isEmpty() ? null : new TokenCount(Long.parseLong(ends[1])),
                                LIST));
            }
            assertThat(new TieredPrices(list).tiers()).isEqualTo(list);
        } catch (IllegalArgumentException e) {
            message = String.valueOf(e.getMessage());
        }

        assertThat(message).isEqualTo(outcome);
    }

    @Test
    void rules_that_contradict_each_other_are_refused() {
        Tariff plain = Tariff.of(LIST);
        TimeWindow window = Books.window("w", "09:00-12:00", Books.times("2"));
        var batch = new ServiceTierPrices(ServiceTier.BATCH, Books.times("2"));
        Modifier discount = Books.discount("d", "0.9", Audience.EVERYONE);
        Modifier margin =
                Books.modifier("m", Kind.MARGIN, Side.SELL, Books.times("2"), Audience.EVERYONE);
        Modifier rebate =
                Books.modifier("r", Kind.DISCOUNT, Side.BUY, Books.times("0"), Audience.EVERYONE);

        refused(
                () -> new Tariff(plain.prices(), List.of(window, window), List.of()),
                "two time windows are called 'w'");
        refused(
                () -> new Tariff(plain.prices(), List.of(), List.of(batch, batch)),
                "the service tier 'batch' has two rules");
        refused(
                () -> Books.discount("d", "1.1", Audience.EVERYONE),
                "the discount 'd' cannot multiply by 1.1");
        refused(
                () ->
                        Books.modifier(
                                "s",
                                Kind.SURCHARGE,
                                Side.SELL,
                                Books.times("0.9"),
                                Audience.EVERYONE),
                "the surcharge 's' cannot multiply by 0.9");
        refused(
                () ->
                        Books.modifier(
                                "m", Kind.MARGIN, Side.BUY, Books.times("2"), Audience.EVERYONE),
                "the margin 'm' makes all prices that the customer pays, not those of the"
                        + " provider");
        refused(() -> new ModifierSet("s", Combine.STACK, List.of()), "the modifiers 's' are none");
        refused(
                () -> new ModifierSet("s", Combine.STACK, List.of(discount, rebate)),
                "the modifiers 's' change both what is bought and what is sold");
        refused(
                () -> new ModifierSet("s", Combine.BEST, List.of(discount, margin)),
                "the modifiers 's' cannot choose the best of margins and others: which one is"
                        + " cheaper depends on the row");
        refused(
                () -> Books.book(plain, Books.stack(discount), Books.stack(rebate)),
                "two sets of modifiers are called 'all'");
        refused(
                () -> Books.book(plain, Books.stack(margin)),
                "model 'm' effective 2026-01-01T00:00:00Z: margin 'm': a margin needs prices that we pay, and"
                        + " the row has none");
    }

    @Test
    void a_margin_needs_one_currency() {
        var row =
                new PriceRow(
                        "m",
                        null,
                        Books.CNY,
                        Books.START,
                        null,
                        null,
                        new PriceRow.Buying(Books.USD, Tariff.of(LIST)));
        Modifier margin =
                Books.modifier("m", Kind.MARGIN, Side.SELL, Books.times("2"), Audience.EVERYONE);

        refused(
                () -> new PriceBook(1, List.of(row), List.of(Books.stack(margin))),
                "model 'm' effective 2026-01-01T00:00:00Z: margin 'm': a margin needs one currency, and we"
                        + " pay in USD what is sold in CNY; write the rate under exchange-rates");
    }

    @Test
    void a_row_has_prices_and_an_end_after_its_beginning() {
        refused(
                () -> new PriceRow("m", null, Books.CNY, Books.START, null, null, null),
                "a row without prices for model 'm'");
        refused(
                () ->
                        new PriceRow(
                                "m",
                                null,
                                Books.CNY,
                                Books.START,
                                Books.START,
                                Tariff.of(LIST),
                                null),
                "model 'm' effective 2026-01-01T00:00:00Z ends before that: 2026-01-01T00:00:00Z");
        refused(() -> new PriceList(Map.of(), Map.of()), "a price for 'input' is required");
        assertThat(Prices.list("image 0.2").publishedUnits()).hasSize(1);
        refused(() -> Prices.list("output 1, image 0.2"), "a price for 'input' is required");
    }

    private static void refused(ThrowingCallable wrong, String message) {
        assertThatThrownBy(wrong).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static PriceRow row(String text) {
        String[] words = text.split(" ", -1);
        return new PriceRow(
                "m",
                name(words[0]),
                new CurrencyCode(words[1]),
                day(words[2]),
                words[3].equals("-") ? null : day(words[3]),
                Tariff.of(LIST),
                null);
    }

    private static @Nullable String name(String word) {
        return word.equals("-") ? null : word;
    }

    private static Instant day(String day) {
        return Instant.parse("2026-03-%02dT00:00:00Z".formatted(Integer.parseInt(day)));
    }

    private static PriceRules rules(List<PriceRow> rows, Modifier modifier) {
        return new PriceRules(rows, List.of(Books.stack(modifier)), List.of());
    }
}
