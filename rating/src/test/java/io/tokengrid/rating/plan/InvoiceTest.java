package io.tokengrid.rating.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// A4: one rounding on a line, exact and rounded both kept.
final class InvoiceTest {
    private static final CurrencyCode CNY = new CurrencyCode("CNY");

    private static Line line(Rational amount) {
        return new Line("line", "", amount, CNY);
    }

    private static Invoice any(RandomGenerator random) {
        var lines = new ArrayList<Line>();
        for (int i = random.nextInt(5); i >= 0; i--) {
            lines.add(line(Amount.any(random).dividedBy(Rational.of(7))));
        }
        var discounts = new ArrayList<Discount>();
        for (int i = random.nextInt(3); i > 0; i--) {
            discounts.add(
                    random.nextBoolean()
                            ? new Discount.Percent(Rational.of(random.nextInt(101), 100))
                            : new Discount.Fixed(Amount.any(random)));
        }
        Tax.Basis basis = Tax.Basis.values()[random.nextInt(2)];
        return Invoice.of(
                lines,
                new Invoice.Terms(
                        discounts,
                        Optional.of(new Tax(Rational.of(random.nextInt(30), 100), basis))));
    }

    @Test
    void a_line_keeps_what_rounding_added() {
        Line line = line(Amount.of("5.775"));

        assertThat(line.rounded()).isEqualTo(new BigDecimal("5.78"));
        assertThat(line.adjustment()).isEqualTo(Amount.of("0.005"));
        assertThat(new Line("", "", Amount.of("5.5"), new CurrencyCode("JPY")).rounded())
                .isEqualTo(new BigDecimal("6"));
    }

    @Test
    void discounts_never_take_more_than_there_is() {
        Seeds.play(200, random -> assertThat(any(random).net()).isGreaterThanOrEqualTo(slack()));
    }

    /// Rounded lines may differ from a rounded sum by half of the last digit each.
    private static BigDecimal slack() {
        return new BigDecimal("-0.05");
    }

    @Test
    void credit_notes_of_all_shares_add_up_to_the_invoice_to_the_last_unit() {
        Seeds.play(
                200,
                random -> {
                    Invoice invoice = any(random);
                    BigDecimal credited = BigDecimal.ZERO;
                    Rational before = Rational.ZERO;
                    while (before.compareTo(Rational.ONE) < 0) {
                        Rational after =
                                before.plus(Rational.of(1 + random.nextInt(20), 30))
                                        .min(Rational.ONE);
                        credited = credited.add(CreditNote.of(invoice, before, after).total());
                        before = after;
                    }

                    assertThat(credited).isEqualByComparingTo(invoice.total());
                });
    }

    @Test
    void a_share_credited_twice_is_refused() {
        Invoice invoice = Invoice.of(List.of(line(Rational.ONE)), Invoice.Terms.PLAIN);

        assertThatThrownBy(() -> CreditNote.of(invoice, Amount.of("1/2"), Amount.of("1/3")))
                .hasMessageContaining("cannot take back");
    }

    @Test
    void tax_by_line_and_by_invoice_are_the_same_before_rounding() {
        Seeds.play(
                100,
                random -> {
                    List<Line> lines = List.of(line(Amount.any(random)), line(Amount.any(random)));
                    List<Discount> off = List.of(new Discount.Fixed(Amount.any(random)));

                    assertThat(tax(lines, off, Tax.Basis.LINE))
                            .isEqualTo(tax(lines, off, Tax.Basis.INVOICE));
                });
    }

    private static Rational tax(List<Line> lines, List<Discount> off, Tax.Basis basis) {
        var terms = new Invoice.Terms(off, Optional.of(new Tax(Amount.of("0.0825"), basis)));
        return Invoice.of(lines, terms).taxes().stream()
                .map(Line::exact)
                .reduce(Rational.ZERO, Rational::plus);
    }
}
