package io.tokengrid.rating.bill;

import static org.assertj.core.api.Assertions.assertThat;

import io.tokengrid.rating.bill.Expected.KnownPrice;
import io.tokengrid.rating.bill.Month.Call;
import io.tokengrid.units.Money;
import io.tokengrid.units.Price;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MatchingTest {
    private static final int DAY = 2;

    /// A million fresh tokens, 200,000 cached ones and 100,000 written, by two calls of the first
    /// tier: 0.8 + 0.032 + 0.2 = 1.032.
    private static Month month() {
        var month = new Month();
        for (int i = 0; i < 2; i++) {
            month.calls.add(new Call(Month.quarter(DAY, 9 + i), "qwen-plus", 0, 0, 0));
        }
        return month;
    }

    private static Expected expected(Money estimated) {
        var lines = new ArrayList<Expected.Line>();
        line(lines, "input", 1_000_000);
        line(lines, "cached-input", 200_000);
        line(lines, "output", 100_000);
        Expected known = known();
        return new Expected(
                lines,
                List.of(
                        new Expected.Calls(
                                Month.quarter(DAY, 9),
                                "qwen-plus",
                                2,
                                estimated.isZero() ? 0 : 1,
                                Money.parse("1.032"),
                                estimated,
                                0,
                                2,
                                1_300_000)),
                known.prices());
    }

    private static Expected known() {
        return month().expected();
    }

    private static void line(List<Expected.Line> lines, String meter, long quantity) {
        lines.add(
                new Expected.Line(
                        Month.quarter(DAY, 9),
                        "qwen-plus",
                        new Meter(meter),
                        Month.price("up to 1000000", meter),
                        new RuleNames("the row", "up to 1000000", "", "", ""),
                        quantity));
    }

    private static BillRow row(
            int line, String meter, @Nullable Long quantity, String perMillion, String amount) {
        return new BillRow(
                line,
                Month.FIRST.plusDays(DAY),
                "qwen-plus",
                new Meter(meter),
                quantity,
                perMillion.isEmpty()
                        ? null
                        : Money.ofAttos(Price.perMillion(perMillion).attosPerToken()),
                amount.isEmpty() ? null : Money.parse(amount));
    }

    /// Rows such as `input 1000000 0.8 0.8`: meter, quantity, price per million, amount; `-` is not
    /// said.
    private static List<BillRow> rows(String text) {
        var rows = new ArrayList<BillRow>();
        for (String one : text.split(";")) {
            String[] cells = one.strip().replace("-$", "").split(" +");
            rows.add(
                    row(
                            rows.size() + 2,
                            cells[0],
                            cells[1].equals("-") ? null : (Long) Long.parseLong(cells[1]),
                            cells[2].equals("-") ? "" : cells[2],
                            cells[3].equals("-") ? "" : cells[3]));
        }
        return rows;
    }

    private static String found(Reconciliation of) {
        return of.findings().stream()
                .map(one ->
                        one.kind().key()
                                + (one.meter() == null ? "" : " " + one.meter())
                                + " "
                                + (one.quantity() == null ? "" : one.quantity() + " ")
                                + one.amount())
                .collect(Collectors.joining("; "));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                // What the bill says | what is found
                "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 100000 2 0.2 | \"\"",
                "input 1000000 - 0.80; cached-input 200000 - 0.03; output 100000 - 0.20 | rounding -0.002",
                "input 1000000 - -; cached-input 200000 - -; output 100000 - -; request 2 - - | \"\"",
                "amount - - 1.03; input 1000000 - -; cached-input 200000 - -; output 100000 - - | rounding -0.002",
                "input - - 0.80; cached-input - - 0.03; output - - 0.30 | rounding cached-input -0.002; unexplained output 0.10",
                "input 1200000 0.8 0.96; output 100000 2 0.2 | cache-class input 200000 0.128",
                "input 1000000 2.4 2.4; cached-input 200000 0.16 0.032; output 100000 2 0.2 | tier input 1000000 1.60",
                "input 1000000 0.9 0.9; cached-input 200000 0.16 0.032; output 100000 2 0.2 | price-changed input 1000000 0.10",
                "input 1000000 0.85 0.85; cached-input 200000 0.16 0.032; output 100000 2 0.2 | price input 1000000 0.05",
                "input 1000000 800 800; cached-input 200000 0.16 0.032; output 100000 2 0.2 | unit input 1000000 799.20",
                "input 1000 0.8 0.8; cached-input 200000 0.16 0.032; output 100000 2 0.2 | unit input 1000 0.00",
                "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 130000 2 0.26; request 2 - - | over-report output 30000 0.06",
                "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 130000 2 0.26; request 3 - - | missing-here output 30000 0.06",
                "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 60000 2 0.12; request 1 - - | missing-there output 40000 -0.08",
                "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 60000 2 0.12; request 2 - - | under-report output 40000 -0.08",
                "input 1000000 0.8 0.4; cached-input 200000 0.16 0.032; output 100000 2 0.2 | row-sum input 1000000 -0.40",
                "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 100000 2 0.2; amount - - -0.50 | credit amount -0.50",
            })
    void each_difference_has_its_name_and_its_amount(String bill, String found) {
        var of = Matching.of("p", Month.bill(rows(bill), 2, true), expected(Money.ZERO));

        assertThat(found(of)).isEqualTo(found);
    }

    @Test
    void a_day_that_is_on_one_side_alone_is_missing_on_the_other() {
        Bill other =
                Month.bill(
                        List.of(
                                new BillRow(
                                        2,
                                        Month.FIRST,
                                        "qwen-plus",
                                        new Meter("output"),
                                        100L,
                                        Month.price("up to 1000000", "output"),
                                        null)),
                        6,
                        true);

        assertThat(found(Matching.of("p", other, expected(Money.ZERO))))
                .isEqualTo(
                        "missing-here output 100 0.0002; missing-there cached-input 200000 -0.032;"
                                + " missing-there input 1000000 -0.80; missing-there output 100000"
                                + " -0.20");
    }

    @Test
    void what_interrupted_calls_were_estimated_at_explains_what_is_billed_beyond() {
        String bill = "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 130000 2 0.26";

        var of = Matching.of("p", Month.bill(rows(bill), 2, true), expected(Money.parse("0.05")));

        assertThat(found(of)).isEqualTo("interrupted output 0.05; over-report output 30000 0.01");
        assertThat(of.estimated()).isEqualTo(Money.parse("0.05"));
    }

    @Test
    void a_bill_of_a_whole_period_is_matched_as_one_day() {
        var row =
                new BillRow(
                        2,
                        null,
                        "Qwen Plus",
                        new Meter("input"),
                        1_200_000L,
                        null,
                        Money.parse("0.96"));

        var of = Matching.of("p", Month.bill(List.of(row), 2, false), expected(Money.ZERO));

        assertThat(found(of))
                .isEqualTo("cache-class input 200000 0.128; missing-there output 100000 -0.20");
        assertThat(of.cells()).hasSize(1);
        assertThat(of.cells().getFirst().model()).isEqualTo("qwen-plus");
    }

    @Test
    void what_was_expected_and_not_booked_is_named() {
        Expected all = expected(Money.ZERO);
        var unbooked = new Expected(all.lines(), List.<Expected.Calls>of(), List.<KnownPrice>of());
        String bill = "input 1000000 0.8 0.8; cached-input 200000 0.16 0.032; output 100000 2 0.2";

        assertThat(found(Matching.of("p", Month.bill(rows(bill), 2, true), unbooked)))
                .isEqualTo("unbooked 1.032");
    }

    @Test
    void a_model_without_a_buying_price_is_billed_at_what_the_bill_says() {
        var line =
                new Expected.Line(
                        Month.quarter(DAY, 9),
                        "qwen-plus",
                        new Meter("output"),
                        null,
                        null,
                        100_000);
        var unpriced = new Expected(List.of(line), List.of(), List.of());

        var of = Matching.of("p", Month.bill(rows("output 100000 2 0.2"), 2, true), unpriced);

        assertThat(found(of)).isEqualTo("no-price output 100000 0.20");
    }
}
