package io.tokengrid.rating.invoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.testing.Seeds;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A4: each line is rounded once; exact and rounded are both kept.
final class DocumentTest {
    private static final Instant FROM = Instant.parse("2026-09-30T16:00:00Z");
    private static final Instant TO = Instant.parse("2026-10-31T16:00:00Z");

    private static Seller seller(TaxTerms tax) {
        return new Seller(
                new Party("Guian Compute Co., Ltd.", "91520900MA6DHXYZ12", "", "", "", ""),
                "",
                new Seller.Series("INV-", "CB-", "CN-"),
                tax,
                Language.ZH,
                30,
                new Seller.ItemCode("信息技术服务", ""));
    }

    private static TaxTerms tax(String rate, boolean included, Tax.Basis basis) {
        return new TaxTerms(new BigDecimal(rate), included, basis, "");
    }

    private static Billable.Charged charged(String model, String price, long tokens) {
        var item = new ChargeItem.Tokens(TokenClass.INPUT, Price.perMillion(price));
        Money amount = Money.product(item.price().attosPerToken(), tokens);
        return new Billable.Charged(model, item, null, new ChargeSum(tokens, amount));
    }

    private static Billable billable(String currency, List<Billable.Charged> charges) {
        return new Billable(
                DocumentKind.INVOICE,
                new OrganizationId(7),
                "Sunrise Robotics",
                new CurrencyCode(currency),
                ZoneId.of("Asia/Shanghai"),
                FROM,
                TO,
                TO,
                charges,
                List.of(),
                List.of(),
                List.of());
    }

    private static Document document(TaxTerms tax, List<Billable.Charged> charges) {
        return billable("CNY", charges).document(seller(tax), BillingProfile.UNKNOWN).orElseThrow();
    }

    @Test
    void tax_on_top_is_rounded_line_by_line() {
        Document document =
                document(
                        tax("0.06", false, Tax.Basis.LINE),
                        List.of(charged("a", "0.8", 12_345_678), charged("b", "2", 1_111_111)));

        // 9.8765424 and 2.222222 yuan.
        assertThat(document.net()).isEqualTo("12.10");
        assertThat(document.lines().getFirst().tax()).isEqualTo("0.59");
        assertThat(document.lines().getLast().tax()).isEqualTo("0.13");
        assertThat(document.total()).isEqualTo("12.82");
        assertThat(document.exact()).isEqualTo(Money.parse("12.0987644"));
        assertThat(document.rounding()).isEqualTo(Money.parse("0.0012356"));
    }

    @Test
    void tax_that_prices_contain_is_taken_out_of_each_line() {
        Document document =
                document(
                        tax("0.06", true, Tax.Basis.LINE), List.of(charged("a", "100", 1_060_000)));

        assertThat(document.net()).isEqualTo("100.00");
        assertThat(document.taxSum()).isEqualTo("6.00");
        assertThat(document.total()).isEqualTo("106.00");
        assertThat(document.rounding()).isEqualTo(Money.ZERO);
    }

    @Test
    void a_currency_without_fractions_has_none_on_paper() {
        Document document =
                billable("JPY", List.of(charged("a", "5.5", 1_000_000)))
                        .document(seller(TaxTerms.NONE), BillingProfile.UNKNOWN)
                        .orElseThrow();

        assertThat(document.total()).isEqualTo("6");
        assertThat(document.rounding()).isEqualTo(Money.parse("0.5"));
    }

    @Test
    void what_was_recorded_late_and_adjustments_have_lines_of_their_own() {
        var late =
                new Billable.Charged(
                        "a",
                        new ChargeItem.Tokens(TokenClass.INPUT, Price.perMillion("1")),
                        YearMonth.of(2026, 9),
                        new ChargeSum(-1_000_000, Money.parse("-1")));
        Document document =
                new Billable(
                                DocumentKind.INVOICE,
                                new OrganizationId(7),
                                "Sunrise Robotics",
                                new CurrencyCode("CNY"),
                                ZoneId.of("Asia/Shanghai"),
                                FROM,
                                TO,
                                TO,
                                List.of(late, charged("a", "1", 3_000_000)),
                                List.of(
                                        new Billable.Adjustment(
                                                "r1", Money.parse("0.5"), "goodwill", FROM)),
                                List.of(
                                        new Billable.Fee(
                                                "small",
                                                new Period(FROM, TO),
                                                Money.parse("9.90"))),
                                List.of())
                        .document(seller(TaxTerms.NONE), BillingProfile.UNKNOWN)
                        .orElseThrow();

        assertThat(document.lines().stream().map(line -> line.net().toPlainString()))
                .containsExactly("3.00", "-1.00", "9.90", "-0.50");
        assertThat(document.lines().get(2).item()).isEqualTo("plan-fee");
        assertThat(document.lines().get(2).model()).isEqualTo("small");
        assertThat(document.lines().get(1).month()).isEqualTo(YearMonth.of(2026, 9));
        assertThat(document.lines().getLast().note()).isEqualTo("2026-10-01 goodwill (r1)");
        assertThat(document.total()).isEqualTo("11.40");
    }

    @Test
    void the_same_charges_in_any_order_give_the_same_bytes_and_they_are_read_back() {
        Seeds.play(
                100,
                random -> {
                    List<Billable.Charged> charges = any(random);
                    TaxTerms tax = anyTax(random);
                    Document document = document(tax, charges);
                    var shuffled = new ArrayList<>(charges);
                    Collections.shuffle(shuffled, new Random(random.nextLong()));

                    var image = DocumentImage.of(document);

                    assertThat(DocumentImage.of(document(tax, shuffled))).isEqualTo(image);
                    assertThat(image.document()).isEqualTo(document);
                    assertThat(DocumentImage.of(image.bytes()).digest()).isEqualTo(image.digest());
                });
    }

    @Test
    void a_document_adds_up_to_its_exact_charges_rounding_and_tax() {
        Seeds.play(
                200,
                random -> {
                    Document document = document(anyTax(random), any(random));
                    Money tax = Money.of(document.taxSum());

                    assertThat(Money.of(document.total()))
                            .isEqualTo(
                                    document.exact()
                                            .plus(document.rounding())
                                            .plus(document.tax().included() ? Money.ZERO : tax));
                });
    }

    @Test
    void credit_notes_by_amount_by_share_and_for_the_rest_come_to_the_invoice() {
        Seeds.play(
                200,
                random -> {
                    Document invoice = document(anyTax(random), any(random));
                    if (invoice.total().signum() <= 0) {
                        return;
                    }
                    BigDecimal credited = BigDecimal.ZERO;
                    BigDecimal tax = BigDecimal.ZERO;
                    @Nullable Document last = null;
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        var crediting = new Crediting(invoice, "INV-000001", TO, last);
                        BigDecimal left = invoice.total().subtract(crediting.creditedBefore());
                        if (left.signum() == 0) {
                            break;
                        }
                        Crediting.Part part = i == 0 ? new Crediting.Rest() : part(random, left);
                        Document note;
                        try {
                            note = crediting.note(part, "why", "r" + i);
                        } catch (IllegalArgumentException e) {
                            continue;
                        }
                        if (part instanceof Crediting.Amount(BigDecimal amount)) {
                            assertThat(note.total()).isEqualByComparingTo(amount.negate());
                        }
                        assertThat(DocumentImage.of(note).document()).isEqualTo(note);
                        credited = credited.subtract(note.total());
                        tax = tax.subtract(note.taxSum());
                        assertThat(credited).isLessThanOrEqualTo(invoice.total());
                        last = note;
                    }

                    assertThat(credited).isEqualByComparingTo(invoice.total());
                    assertThat(tax).isEqualByComparingTo(invoice.taxSum());
                });
    }

    private static Crediting.Part part(RandomGenerator random, BigDecimal left) {
        return random.nextBoolean()
                ? new Crediting.Amount(
                        new BigDecimal(1 + random.nextInt(left.unscaledValue().intValueExact()))
                                .movePointLeft(2))
                : new Crediting.Share(Rational.of(1 + random.nextInt(9), 30));
    }

    /// W25: 29 of 30 parts of 20,000 with 25 % tax.
    @Test
    void a_credit_of_a_share_is_rounded_part_by_part() {
        Document invoice =
                billable("JPY", List.of(charged("a", "20000", 1_000_000)))
                        .document(
                                seller(tax("0.25", false, Tax.Basis.LINE)), BillingProfile.UNKNOWN)
                        .orElseThrow();

        Document note =
                new Crediting(invoice, "INV-000001", TO, null)
                        .note(new Crediting.Share(Rational.of(29, 30)), "unused", "r1");

        assertThat(note.net()).isEqualTo("-19333");
        assertThat(note.taxSum()).isEqualTo("-4833");
        assertThat(note.total()).isEqualTo("-24166");
    }

    @Test
    void no_more_than_the_invoice_is_credited() {
        Document invoice = document(TaxTerms.NONE, List.of(charged("a", "10", 1_000_000)));
        var first = new Crediting(invoice, "INV-000001", TO, null);
        Document note = first.note(new Crediting.Amount(new BigDecimal("6.00")), "why", "r1");
        var second = new Crediting(invoice, "INV-000001", TO, note);

        assertThatThrownBy(() ->
                        second.note(new Crediting.Amount(new BigDecimal("4.01")), "why", "r2"))
                .hasMessageContaining("what is left of INV-000001")
                .hasMessageContaining("4.00");
        assertThatThrownBy(() -> second.note(new Crediting.Share(Rational.of(1, 2)), "why", "r2"))
                .hasMessageContaining("4.00");
        assertThat(second.note(new Crediting.Rest(), "why", "r2").total()).isEqualTo("-4.00");
    }

    private static TaxTerms anyTax(RandomGenerator random) {
        boolean included = random.nextBoolean();
        return tax(
                "0." + (10 + random.nextInt(20)),
                included,
                included || random.nextBoolean() ? Tax.Basis.LINE : Tax.Basis.INVOICE);
    }

    private static List<Billable.Charged> any(RandomGenerator random) {
        var charges = new ArrayList<Billable.Charged>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            charges.add(
                    charged(
                            "model-" + i,
                            random.nextInt(10) + "." + (1 + random.nextInt(99)),
                            1 + random.nextLong(50_000_000)));
        }
        return charges;
    }
}
