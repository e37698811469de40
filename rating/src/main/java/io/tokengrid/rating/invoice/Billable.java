package io.tokengrid.rating.invoice;

import io.tokengrid.rating.ChargeItem;
import io.tokengrid.rating.ChargeSum;
import io.tokengrid.rating.plan.Invoice;
import io.tokengrid.rating.plan.Period;
import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Money;
import io.tokengrid.units.OrganizationId;
import io.tokengrid.units.Price;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What there is to invoice of a customer for a period.
///
/// @param name of the customer, where its profile has none
/// @param kind an invoice, one that is settled, or a chargeback
/// @param charges in any order
/// @param adjustments in the order of their times
/// @param fees of plans, in the order of their periods
/// @param centres who used it, for a chargeback
public record Billable(
        DocumentKind kind,
        OrganizationId organization,
        String name,
        CurrencyCode currency,
        ZoneId zone,
        Instant from,
        Instant to,
        Instant cut,
        List<Charged> charges,
        List<Adjustment> adjustments,
        List<Fee> fees,
        List<Document.Centre> centres) {
    private static final Comparator<Charged> ORDER =
            Comparator.comparing(Charged::month, Comparator.nullsFirst(Comparator.naturalOrder()))
                    .thenComparing(Charged::model)
                    .thenComparing(Charged::item, ChargeItem.ORDER);

    public Billable {
        charges = List.copyOf(charges);
        adjustments = List.copyOf(adjustments);
        fees = List.copyOf(fees);
        centres = List.copyOf(centres);
    }

    /// All that was charged for an item of a model.
    ///
    /// @param month of the calls, where that is earlier than the period; else null
    public record Charged(
            String model, ChargeItem item, @Nullable YearMonth month, ChargeSum sum) {}

    /// What was agreed by hand.
    ///
    /// @param amount positive in the customer's favour
    public record Adjustment(String reference, Money amount, String reason, Instant at) {}

    /// What a period of a plan costs.
    public record Fee(String plan, Period period, Money amount) {}

    /// The document; empty if there is nothing to invoice.
    public Optional<Document> document(Seller seller, BillingProfile profile) {
        List<DocumentLine> lines = lines();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        TaxTerms tax = profile.tax() == null ? seller.tax() : profile.tax();
        Party buyer = profile.buyer();
        var draft =
                new Document(
                        kind,
                        organization,
                        currency,
                        from,
                        to,
                        cut,
                        zone,
                        seller,
                        buyer.name().isEmpty() ? named(buyer) : buyer,
                        tax,
                        profile.language() == null ? seller.language() : profile.language(),
                        profile.paymentDays() == null
                                ? seller.paymentDays()
                                : profile.paymentDays(),
                        profile.remarks(),
                        lines,
                        BigDecimal.ZERO.setScale(currency.digits()),
                        centres,
                        null);
        return Optional.of(rounded(draft));
    }

    private Party named(Party buyer) {
        return new Party(
                name, buyer.taxId(), buyer.address(), buyer.phone(), buyer.bank(), buyer.account());
    }

    private List<DocumentLine> lines() {
        var lines = new ArrayList<DocumentLine>();
        for (Charged charged : charges.stream().sorted(ORDER).toList()) {
            ChargeSum sum = charged.sum();
            if (sum.quantity() != 0 || !sum.amount().isZero()) {
                lines.add(
                        line(
                                charged.model(),
                                charged.item().key(),
                                price(charged.item()),
                                sum.quantity(),
                                sum.amount(),
                                charged.month(),
                                ""));
            }
        }
        for (Fee fee : fees) {
            String days =
                    LocalDate.ofInstant(fee.period().start(), zone)
                            + "/"
                            + LocalDate.ofInstant(fee.period().end(), zone);
            lines.add(line(fee.plan(), DocumentLine.PLAN_FEE, null, 0, fee.amount(), null, days));
        }
        for (Adjustment adjustment : adjustments) {
            lines.add(
                    line(
                            "",
                            DocumentLine.ADJUSTMENT,
                            null,
                            0,
                            adjustment.amount().negated(),
                            null,
                            LocalDate.ofInstant(adjustment.at(), zone)
                                    + " "
                                    + adjustment.reason()
                                    + " ("
                                    + adjustment.reference()
                                    + ")"));
        }
        return lines;
    }

    private DocumentLine line(
            String model,
            String item,
            @Nullable BigDecimal price,
            long quantity,
            Money amount,
            @Nullable YearMonth month,
            String note) {
        BigDecimal rounded = Rational.of(amount).rounded(currency.digits());
        BigDecimal none = BigDecimal.ZERO.setScale(currency.digits());
        return new DocumentLine(model, item, price, quantity, amount, rounded, none, month, note);
    }

    private static @Nullable BigDecimal price(ChargeItem item) {
        return switch (item) {
            case ChargeItem.Tokens tokens ->
                    plain(BigDecimal.valueOf(tokens.price().attosPerToken(), Price.SCALE));
            case ChargeItem.Units units -> plain(units.price().perUnit().toBigDecimal());
            case ChargeItem.Deduction _ -> null;
        };
    }

    private static BigDecimal plain(BigDecimal price) {
        BigDecimal stripped = price.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    /// Rounds each line once, and each tax once.
    private static Document rounded(Document draft) {
        Invoice invoice = draft.arithmetic();
        boolean byLine = draft.taxedByLine();
        var lines = new ArrayList<DocumentLine>();
        for (int i = 0; i < draft.lines().size(); i++) {
            DocumentLine line = draft.lines().get(i);
            BigDecimal rounded = invoice.charges().get(i).rounded();
            BigDecimal tax = byLine ? invoice.taxes().get(i).rounded() : draft.zero();
            lines.add(
                    line.with(
                            line.exact(),
                            draft.tax().included() ? rounded.subtract(tax) : rounded,
                            tax));
        }
        return draft.with(lines, byLine ? draft.zero() : invoice.tax());
    }
}
