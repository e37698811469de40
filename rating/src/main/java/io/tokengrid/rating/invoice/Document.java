package io.tokengrid.rating.invoice;

import io.tokengrid.rating.plan.CreditNote;
import io.tokengrid.rating.plan.Invoice;
import io.tokengrid.rating.plan.Line;
import io.tokengrid.rating.plan.Tax;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an invoice, a statement of settled charges or a credit note says, apart from its number and
/// its day of issue, which it gets when it becomes final. The same charges give the same document,
/// and [DocumentImage] the same bytes.
///
/// @param from where the period begins
/// @param to where it ends
/// @param cut what was recorded before that is in it
/// @param zone whose calendar is meant
/// @param taxOnAll rounded, where tax is on the whole document; else zero
/// @param centres who used it, where that is shown
/// @param credit null for all but credit notes
public record Document(
        DocumentKind kind,
        OrganizationId organization,
        CurrencyCode currency,
        Instant from,
        Instant to,
        Instant cut,
        ZoneId zone,
        Seller seller,
        Party buyer,
        TaxTerms tax,
        Language language,
        int paymentDays,
        String remarks,
        List<DocumentLine> lines,
        BigDecimal taxOnAll,
        List<Centre> centres,
        @Nullable CreditOf credit) {
    public Document {
        lines = List.copyOf(lines);
        centres = List.copyOf(centres);
    }

    /// What a part of the customer used.
    ///
    /// @param amount exact
    public record Centre(String department, String application, String function, Money amount) {}

    /// What a credit note gives back.
    ///
    /// @param invoice its number
    /// @param issuedAt the day of it
    /// @param total of it
    /// @param credited of it in all with this note
    /// @param share that is of it
    /// @param lines what is credited of each line in all, before tax
    /// @param taxes what is credited of each tax in all
    public record CreditOf(
            String invoice,
            Instant issuedAt,
            BigDecimal total,
            BigDecimal credited,
            Rational share,
            String reason,
            String reference,
            List<BigDecimal> lines,
            List<BigDecimal> taxes) {
        public CreditOf {
            lines = List.copyOf(lines);
            taxes = List.copyOf(taxes);
        }

        public CreditNote.Credited inAll() {
            return new CreditNote.Credited(lines, taxes);
        }
    }

    /// The same with other amounts.
    Document with(List<DocumentLine> newLines, BigDecimal newTaxOnAll) {
        return new Document(
                kind,
                organization,
                currency,
                from,
                to,
                cut,
                zone,
                seller,
                buyer,
                tax,
                language,
                paymentDays,
                remarks,
                newLines,
                newTaxOnAll,
                centres,
                credit);
    }

    /// Whether each line has its tax; else the document has, or nothing does.
    boolean taxedByLine() {
        return tax.rate().signum() != 0 && tax.basis() == Tax.Basis.LINE;
    }

    /// Before tax.
    public BigDecimal net() {
        return lines.stream().map(DocumentLine::net).reduce(zero(), BigDecimal::add);
    }

    /// All of it.
    public BigDecimal taxSum() {
        return lines.stream().map(DocumentLine::tax).reduce(zero(), BigDecimal::add).add(taxOnAll);
    }

    public BigDecimal total() {
        return net().add(taxSum());
    }

    /// What charges come to, exactly, with the tax that prices contain.
    public Money exact() {
        return lines.stream().map(DocumentLine::exact).reduce(Money.ZERO, Money::plus);
    }

    /// What rounding of lines added to exact charges.
    public Money rounding() {
        BigDecimal charged = tax.included() ? total() : net();
        return Money.of(charged).minus(exact());
    }

    /// Nothing, with the currency's digits.
    public BigDecimal zero() {
        return BigDecimal.ZERO.setScale(currency.digits());
    }

    /// The arithmetic that it was made by.
    public Invoice arithmetic() {
        List<Line> charges =
                lines.stream()
                        .map(line ->
                                new Line(
                                        line.model() + " " + line.item(),
                                        "",
                                        Rational.of(line.exact()),
                                        currency))
                        .toList();
        return Invoice.of(charges, new Invoice.Terms(List.of(), tax.tax()));
    }
}
