package io.tokengrid.rating.plan;

import io.tokengrid.units.Rational;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// A share of an invoice given back: of every line with its part of the discounts, and of every
/// tax. Each is rounded, the last line bears what rounding leaves over. Several notes on one
/// invoice never add up to more than it, and to exactly it once all shares are credited: each note
/// is the difference of two running totals.
///
/// @param lines what is given back before tax
/// @param taxes what is given back of each tax
public record CreditNote(List<Item> lines, List<Item> taxes) {
    /// @param amount as paid; not negative for an invoice without credits
    public record Item(String name, BigDecimal amount) {}

    public CreditNote {
        lines = List.copyOf(lines);
        taxes = List.copyOf(taxes);
    }

    /// What was credited of an invoice in all.
    ///
    /// @param lines of each line before tax, in the invoice's order
    /// @param taxes of each tax
    public record Credited(List<BigDecimal> lines, List<BigDecimal> taxes) {
        public Credited {
            lines = List.copyOf(lines);
            taxes = List.copyOf(taxes);
        }

        /// Of an invoice without credit notes.
        public static Credited nothing(Invoice invoice) {
            return share(invoice, Rational.ZERO);
        }

        /// A share of an invoice, rounded; the last line bears what is left over.
        ///
        /// @param share from 0 to 1
        public static Credited share(Invoice invoice, Rational share) {
            Amounts.share(share, "credited share");
            return new Credited(CreditNote.lines(invoice, share), CreditNote.taxes(invoice, share));
        }

        /// As much of an invoice as comes to an amount with its taxes, to the last digit; what
        /// rounding of the parts leaves over is on the last line.
        ///
        /// @param amount from nothing to the invoice's total, which is not nothing
        public static Credited amount(Invoice invoice, BigDecimal amount) {
            Rational share = Rational.of(amount).dividedBy(Rational.of(invoice.total()));
            Credited near = share(invoice, share);
            var lines = new ArrayList<>(near.lines);
            lines.add(lines.removeLast().add(amount.subtract(near.total())));
            return new Credited(lines, near.taxes);
        }

        public BigDecimal total() {
            BigDecimal sum = lines.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
            return taxes.stream().reduce(sum, BigDecimal::add);
        }
    }

    /// The note that takes an invoice from what was credited before to what is credited with it.
    public static CreditNote between(Invoice invoice, Credited before, Credited after) {
        return new CreditNote(
                difference(names(invoice.charges()), after.lines, before.lines),
                difference(names(invoice.taxes()), after.taxes, before.taxes));
    }

    /// The note that takes an invoice from one credited share to another.
    ///
    /// @param before share that earlier notes credited, from 0 to `after`
    /// @param after share that is credited with this one, up to 1
    public static CreditNote of(Invoice invoice, Rational before, Rational after) {
        Amounts.share(before, "share credited before");
        Amounts.share(after, "credited share");
        if (after.compareTo(before) < 0) {
            throw new IllegalArgumentException(
                    "a credit note cannot take back the share " + before.minus(after));
        }
        return between(invoice, Credited.share(invoice, before), Credited.share(invoice, after));
    }

    private static List<String> names(List<Line> lines) {
        return lines.stream().map(Line::name).toList();
    }

    private static List<BigDecimal> lines(Invoice invoice, Rational share) {
        int digits = invoice.charges().getFirst().currency().digits();
        Rational net = Rational.of(invoice.net());
        Rational gross =
                invoice.charges().stream()
                        .map(line -> Rational.of(line.rounded()))
                        .reduce(Rational.ZERO, Rational::plus);
        Rational part = gross.isZero() ? share : share.times(net).dividedBy(gross);
        var amounts = new ArrayList<BigDecimal>();
        BigDecimal rest = net.times(share).rounded(digits);
        for (Line line : invoice.charges().subList(0, invoice.charges().size() - 1)) {
            BigDecimal amount = Rational.of(line.rounded()).times(part).rounded(digits);
            amounts.add(amount);
            rest = rest.subtract(amount);
        }
        amounts.add(rest);
        return amounts;
    }

    private static List<BigDecimal> taxes(Invoice invoice, Rational share) {
        return invoice.taxes().stream()
                .map(tax ->
                        Rational.of(tax.rounded()).times(share).rounded(tax.currency().digits()))
                .toList();
    }

    private static List<Item> difference(
            List<String> names, List<BigDecimal> after, List<BigDecimal> before) {
        var items = new ArrayList<Item>();
        for (int i = 0; i < names.size(); i++) {
            items.add(new Item(names.get(i), after.get(i).subtract(before.get(i))));
        }
        return items;
    }

    public BigDecimal total() {
        var all = new ArrayList<>(lines);
        all.addAll(taxes);
        return all.stream().map(Item::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
