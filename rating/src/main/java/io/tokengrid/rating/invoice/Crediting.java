package io.tokengrid.rating.invoice;

import io.tokengrid.rating.plan.CreditNote;
import io.tokengrid.rating.plan.Invoice;
import io.tokengrid.units.Money;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The credit note of a part of an invoice.
///
/// @param number of the invoice
/// @param issuedAt when that became final
/// @param before the last credit note on it; null if this is the first
public record Crediting(
        Document invoice, String number, Instant issuedAt, @Nullable Document before) {
    /// How much is given back.
    public sealed interface Part {}

    /// All that is left.
    public record Rest() implements Part {}

    /// @param share of the whole invoice; above 0
    public record Share(Rational share) implements Part {}

    /// @param amount with tax, in the currency's digits; above 0
    public record Amount(BigDecimal amount) implements Part {}

    /// What was credited of the invoice before, with tax.
    public BigDecimal creditedBefore() {
        Document.CreditOf last = before == null ? null : before.credit();
        return last == null ? invoice.zero() : last.credited();
    }

    /// The credit note. Throws [IllegalArgumentException] for more than is left, for nothing, and
    /// where the invoice is not about more than nothing.
    ///
    /// @param reference the credit's own name
    public Document note(Part part, String reason, String reference) {
        Party.requireText(reason, 255);
        Party.requireText(reference, 255);
        Invoice arithmetic = invoice.arithmetic();
        BigDecimal total = invoice.total();
        if (total.signum() <= 0) {
            throw new IllegalArgumentException(
                    number + " comes to " + total.toPlainString() + ": there is nothing to credit");
        }
        Document.CreditOf last = before == null ? null : before.credit();
        CreditNote.Credited earlier =
                last == null ? CreditNote.Credited.nothing(arithmetic) : last.inAll();
        Rational share = share(part, last == null ? Rational.ZERO : last.share());
        CreditNote.Credited inAll =
                part instanceof Amount(BigDecimal amount) && share.compareTo(Rational.ONE) < 0
                        ? CreditNote.Credited.amount(arithmetic, creditedBefore().add(amount))
                        : CreditNote.Credited.share(arithmetic, share);
        CreditNote note = CreditNote.between(arithmetic, earlier, inAll);
        if (note.total().signum() <= 0) {
            throw new IllegalArgumentException("nothing would be credited");
        }
        return document(note, inAll, share, reason, reference);
    }

    /// What share of the invoice is credited in all.
    private Rational share(Part part, Rational before) {
        BigDecimal left = invoice.total().subtract(creditedBefore());
        return switch (part) {
            case Rest() -> Rational.ONE;
            case Share(Rational share) -> {
                Rational after = before.plus(share);
                if (!share.isPositive() || after.compareTo(Rational.ONE) > 0) {
                    throw tooMuch(left);
                }
                yield after;
            }
            case Amount(BigDecimal amount) -> {
                if (amount.signum() <= 0 || amount.compareTo(left) > 0) {
                    throw tooMuch(left);
                }
                if (amount.stripTrailingZeros().scale() > invoice.currency().digits()) {
                    throw new IllegalArgumentException(
                            "an amount of "
                                    + invoice.currency()
                                    + " has at most "
                                    + invoice.currency().digits()
                                    + " decimals");
                }
                yield Rational.of(creditedBefore().add(amount))
                        .dividedBy(Rational.of(invoice.total()));
            }
        };
    }

    private IllegalArgumentException tooMuch(BigDecimal left) {
        return new IllegalArgumentException(
                "more than nothing and at most what is left of "
                        + number
                        + " can be credited: "
                        + left.toPlainString());
    }

    private Document document(
            CreditNote note,
            CreditNote.Credited inAll,
            Rational share,
            String reason,
            String reference) {
        boolean byLine = invoice.taxedByLine();
        var lines = new ArrayList<DocumentLine>();
        for (int i = 0; i < invoice.lines().size(); i++) {
            DocumentLine line = invoice.lines().get(i);
            BigDecimal net = note.lines().get(i).amount().negate();
            BigDecimal tax = byLine ? note.taxes().get(i).amount().negate() : invoice.zero();
            Money exact = Money.of(invoice.tax().included() ? net.add(tax) : net);
            lines.add(line.with(exact, net, tax));
        }
        BigDecimal taxOnAll =
                byLine
                        ? invoice.zero()
                        : note.taxes().stream()
                                .map(CreditNote.Item::amount)
                                .reduce(invoice.zero(), BigDecimal::add)
                                .negate();
        return new Document(
                DocumentKind.CREDIT_NOTE,
                invoice.organization(),
                invoice.currency(),
                invoice.from(),
                invoice.to(),
                invoice.cut(),
                invoice.zone(),
                invoice.seller(),
                invoice.buyer(),
                invoice.tax(),
                invoice.language(),
                invoice.paymentDays(),
                invoice.remarks(),
                lines,
                taxOnAll,
                List.of(),
                new Document.CreditOf(
                        number,
                        issuedAt,
                        invoice.total(),
                        creditedBefore().add(note.total()),
                        share,
                        reason,
                        reference,
                        inAll.lines(),
                        inAll.taxes()));
    }
}
