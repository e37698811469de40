package io.tokengrid.rating;

import static java.time.ZoneOffset.UTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.units.CurrencyCode;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rows are written `model day price`: a day of March 2026 (UTC) and the price of input.
class PriceBookTest {
    private static final CurrencyCode CNY = new CurrencyCode("CNY");
    private static final PriceBook BOOK = new PriceBook(7, rows("qwen 1 3, qwen 10 5, glm 4 1"));

    @ParameterizedTest
    @CsvSource({
        "qwen, 2026-02-28T23:59:59.999999999Z,",
        "qwen, 2026-03-01T00:00:00Z, 3",
        "qwen, 2026-03-09T23:59:59.999999999Z, 3",
        "qwen, 2026-03-10T00:00:00Z, 5",
        "qwen, 2999-01-01T00:00:00Z, 5",
        "glm, 2026-03-03T00:00:00Z,",
        "glm, 2026-03-04T00:00:00Z, 1",
        "kimi, 2026-03-10T00:00:00Z,"
    })
    void a_row_is_in_force_from_its_instant_until_the_next(
            String model, Instant at, @Nullable String price) {
        PriceRow row = BOOK.rowAt(model, null, CNY, at);

        PriceList expected = price == null ? null : Prices.list("input " + price);
        assertThat(row == null ? null : row.baseSell()).isEqualTo(expected);
    }

    /// What becomes of the wish to replace the book on the 5th.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the same rows, in any order
                "glm 4 1, qwen 10 5, qwen 1 3 | unchanged",
                // what has not begun can be changed, moved, removed and joined by more
                "qwen 1 3, qwen 10 6, glm 4 1 | version 8",
                "qwen 1 3, qwen 12 5, glm 4 1 | version 8",
                "qwen 1 3, glm 4 1            | version 8",
                "qwen 1 3, qwen 10 5, glm 4 1, kimi 6 2 | version 8",
                // a new row may lie in the past: it holds for calls admitted from now on
                "qwen 1 3, qwen 2 4, qwen 10 5, glm 4 1 | version 8",
                "qwen 1 3, qwen 10 5, glm 4 1, kimi 1 2 | version 8",
                // what is or was in force stays
                "qwen 1 2, qwen 10 5, glm 4 1 | qwen 1 was changed",
                "qwen 10 5, glm 4 1           | qwen 1 was removed",
                "qwen 10 5                    | glm 4 was removed, qwen 1 was removed",
                "qwen 1 3, qwen 10 5          | glm 4 was removed",
                // unless it is backdated
                "qwen 1 2 backdate, qwen 10 5, glm 4 1 | version 8, rates again qwen 1",
                "qwen 1 3 backdate, qwen 10 5, glm 4 1 | version 8, rates again qwen 1",
                "qwen 1 3, qwen 2 4 backdate, qwen 10 5, glm 4 1 | version 8, rates again qwen 2",
                "qwen 1 3, qwen 10 6 backdate, glm 4 1 | version 8",
                "qwen 2 3 backdate, qwen 10 5, glm 4 1 | qwen 1 was removed",
                // two prices at once are no price
                "qwen 1 3, glm 4 1, kimi 6 1, kimi 6 2 | two prices for kimi 6",
                "qwen 1 3, glm 4 1, kimi 6 1, kimi 6 1 | two prices for kimi 6",
            })
    void a_book_is_replaced_only_where_nothing_was_priced_by_it(String wanted, String outcome) {
        PriceBook.Revision revision =
                BOOK.revise(PriceRules.of(rows(wanted)), Instant.parse("2026-03-05T00:00:00Z"));

        assertThat(
                        switch (revision) {
                            case PriceBook.Revision.Unchanged _ -> "unchanged";
                            case PriceBook.Revision.Next next ->
                                    "version "
                                            + next.book().version()
                                            + ratesAgain(next.book(), BOOK);
                            case PriceBook.Revision.Refused refused -> inShort(refused);
                        })
                .isEqualTo(outcome);
    }

    @Test
    void that_a_row_does_not_say_it_is_backdated_any_more_changes_nothing() {
        Instant now = Instant.parse("2026-03-05T00:00:00Z");
        var backdated =
                ((PriceBook.Revision.Next)
                                BOOK.revise(
                                        PriceRules.of(
                                                rows("qwen 1 2 backdate, qwen 10 5, glm 4 1")),
                                        now))
                        .book();

        assertThat(backdated.revise(PriceRules.of(rows("qwen 1 2, qwen 10 5, glm 4 1")), now))
                .isEqualTo(new PriceBook.Revision.Unchanged());
        var later =
                (PriceBook.Revision.Next)
                        backdated.revise(
                                PriceRules.of(rows("qwen 1 2, qwen 10 5, glm 4 1, kimi 6 1")), now);
        assertThat(new Backdating(backdated, later.book(), now).isEmpty()).isTrue();
    }

    private static String ratesAgain(PriceBook next, PriceBook before) {
        var backdating = new Backdating(before, next, Instant.parse("2026-03-05T00:00:00Z"));
        return backdating.isEmpty()
                ? ""
                : ", rates again "
                        + String.join(", ", backdating.models())
                        + " "
                        + backdating.since().atZone(UTC).getDayOfMonth();
    }

    @Test
    void a_row_is_in_force_from_the_very_instant_it_names() {
        List<PriceRow> without = rows("qwen 1 3, qwen 10 5");

        assertThat(
                        BOOK.revise(
                                PriceRules.of(without),
                                Instant.parse("2026-03-03T23:59:59.999999999Z")))
                .isInstanceOf(PriceBook.Revision.Next.class);
        assertThat(BOOK.revise(PriceRules.of(without), Instant.parse("2026-03-04T00:00:00Z")))
                .isInstanceOf(PriceBook.Revision.Refused.class);
    }

    @Test
    void publishing_a_book_leaves_the_one_before_as_it_was() {
        var next =
                (PriceBook.Revision.Next)
                        BOOK.revise(
                                PriceRules.of(rows("qwen 1 3, qwen 4 9, qwen 10 5, glm 4 1")),
                                Instant.parse("2026-03-05T00:00:00Z"));
        Instant sixth = Instant.parse("2026-03-06T00:00:00Z");

        PriceRow before = BOOK.rowAt("qwen", null, CNY, sixth);
        PriceRow after = next.book().rowAt("qwen", null, CNY, sixth);

        assertThat(before).isEqualTo(rows("qwen 1 3").getFirst());
        assertThat(after).isEqualTo(rows("qwen 4 9").getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen 1 3, qwen 1 3", "qwen 1 3, glm 1 3, qwen 1 4"})
    void a_book_has_one_price_for_a_model_at_an_instant(String rows) {
        assertThatThrownBy(() -> new PriceBook(1, rows(rows)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("two prices for model 'qwen' effective 2026-03-01T00:00:00Z");
    }

    @Test
    void the_empty_book_prices_nothing() {
        assertThat(PriceBook.EMPTY.version()).isZero();
        assertThat(PriceBook.EMPTY.rowAt("qwen", null, CNY, Instant.MAX)).isNull();
        assertThat(PriceBook.EMPTY.revise(PriceRules.NONE, Instant.EPOCH))
                .isEqualTo(new PriceBook.Revision.Unchanged());
    }

    private static List<PriceRow> rows(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(row -> row(row.strip().split(" ", -1)))
                .toList();
    }

    private static PriceRow row(String[] words) {
        var effective =
                Instant.parse("2026-03-%02dT00:00:00Z".formatted(Integer.parseInt(words[1])));
        PriceList sell = Prices.list("input " + words[2]);
        return new PriceRow(words[0], CNY, effective, sell, null).backdated(words.length > 3);
    }

    private static String inShort(PriceBook.Revision.Refused refused) {
        return String.join(", ", refused.reasons())
                .replaceAll("model '(\\w+)' effective 2026-03-0?(\\d+)T00:00:00Z", "$1 $2")
                .replace(" after it came into force", "");
    }
}
