package io.tokengrid.rating.plan;

import io.tokengrid.units.CurrencyCode;
import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Lines with discounts and taxes. Every line is rounded once; sums are sums of rounded lines.
///
/// @param charges at least one; all in one currency
/// @param discounts negative
/// @param taxIncluded whether the lines contain the taxes
public record Invoice(
        List<Line> charges, List<Line> discounts, List<Line> taxes, boolean taxIncluded) {
    /// What an invoice is computed by.
    ///
    /// @param discounts taken off the sum of the lines one after the other
    public record Terms(List<Discount> discounts, Optional<Tax> tax) {
        public static final Terms PLAIN = new Terms(List.of(), Optional.empty());

        public Terms {
            discounts = List.copyOf(discounts);
        }
    }

    public Invoice {
        charges = List.copyOf(charges);
        discounts = List.copyOf(discounts);
        taxes = List.copyOf(taxes);
        if (charges.isEmpty()) {
            throw new IllegalArgumentException("an invoice has at least one line");
        }
    }

    /// The invoice of some lines. Discounts are computed on exact amounts, tax after them.
    public static Invoice of(List<Line> charges, Terms terms) {
        CurrencyCode currency = charges.getFirst().currency();
        var discounts = new ArrayList<Line>();
        Rational gross = exact(charges);
        Rational left = gross;
        for (Discount discount : terms.discounts()) {
            Rational off = discount.off(left);
            discounts.add(new Line("discount", text(discount), off.negated(), currency));
            left = left.minus(off);
        }
        Rational share = gross.isZero() ? Rational.ONE : left.dividedBy(gross);
        return new Invoice(
                charges,
                discounts,
                terms.tax().map(tax -> taxes(tax, charges, share)).orElse(List.of()),
                terms.tax().filter(Tax::included).isPresent());
    }

    private static List<Line> taxes(Tax tax, List<Line> charges, Rational share) {
        CurrencyCode currency = charges.getFirst().currency();
        Rational rate = tax.share().times(share);
        String why = percent(tax.rate());
        return switch (tax.basis()) {
            case INVOICE -> List.of(new Line("tax", why, exact(charges).times(rate), currency));
            case LINE ->
                    charges.stream()
                            .map(line ->
                                    new Line(
                                            "tax",
                                            why + " on " + line.name(),
                                            line.exact().times(rate),
                                            currency))
                            .toList();
        };
    }

    private static String text(Discount discount) {
        return switch (discount) {
            case Discount.Percent(Rational share) -> percent(share);
            case Discount.Fixed(Rational amount) -> amount.toString();
        };
    }

    private static String percent(Rational share) {
        return share.times(100) + " %";
    }

    private static Rational exact(List<Line> lines) {
        return lines.stream().map(Line::exact).reduce(Rational.ZERO, Rational::plus);
    }

    /// Before tax.
    public BigDecimal net() {
        BigDecimal lines = rounded(Stream.concat(charges.stream(), discounts.stream()));
        return taxIncluded ? lines.subtract(tax()) : lines;
    }

    public BigDecimal tax() {
        return rounded(taxes.stream());
    }

    public BigDecimal total() {
        return net().add(tax());
    }

    private BigDecimal rounded(Stream<Line> lines) {
        BigDecimal none = BigDecimal.ZERO.setScale(charges.getFirst().currency().digits());
        return lines.map(Line::rounded).reduce(none, BigDecimal::add);
    }
}
