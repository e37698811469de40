package io.tokengrid.rating.bill;

import io.tokengrid.metering.TokenClass;
import io.tokengrid.rating.bill.Expected.KnownPrice;
import io.tokengrid.rating.bill.Finding.Kind;
import io.tokengrid.rating.bill.Matching.Place;
import io.tokengrid.units.Money;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a bill says of one day and model beside what we have of it, and why the two differ.
///
/// In order: what agrees at its price; the same quantity in another unit; at another price; in
/// another class; and what is left on either side. So an explanation is only found for what no
/// earlier one has taken. Not thread-safe; [#explain] is called once.
///
/// Long because the explanations take from the same lots, one after another.
final class Explaining {
    private static final Comparator<Lot> BY_PRICE =
            Comparator.comparing((Lot lot) -> lot.price == null ? Money.ZERO : lot.price)
                    .thenComparing(lot -> lot.line);

    private final Place place;
    private final List<KnownPrice> known;
    private final Money smallest;
    private final List<BillRow> rows = new ArrayList<>();
    private final List<Lot> theirs = new ArrayList<>();
    private final List<Lot> ours = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private final Map<OurPrice, Long> used = new TreeMap<>(OurPrice.ORDER);
    private int numbered;
    private Money billed = Money.ZERO;
    private Money booked = Money.ZERO;
    private Money estimated = Money.ZERO;
    private long foreign;
    private Money stated = Money.ZERO;
    private Money cut = Money.ZERO;
    private long statedTokens;
    private long cutTokens;
    private long billedTokens;
    private long counted;
    private long countedTokens;
    private long calls;
    private long interrupted;
    private @Nullable Long requests;

    private record OurPrice(Meter meter, @Nullable Money price, @Nullable RuleNames rules) {
        static final Comparator<OurPrice> ORDER =
                Comparator.comparing(OurPrice::meter)
                        .thenComparing(one -> one.price == null ? Money.ZERO : one.price)
                        .thenComparing(one -> String.valueOf(one.price))
                        .thenComparing(one -> String.valueOf(one.rules));
    }

    /// @param known every price that the book has for the model
    Explaining(Place place, Bill bill, List<KnownPrice> known) {
        this.place = place;
        this.known = known;
        smallest = Money.ofAttos(BigInteger.TEN.pow(Money.SCALE - bill.amountDigits()));
    }

    /// What we used on the day as the bill's zone has it.
    void stated(Expected.Line line) {
        stated = stated.plus(value(line));
        statedTokens = Math.addExact(statedTokens, tokens(line.meter(), line.quantity()));
    }

    /// What we used on the day as the bill cuts it.
    ///
    /// @param reasoning whether the bill tells thinking from other output
    void ours(Expected.Line line, boolean reasoning) {
        Meter meter =
                line.meter().tokenClass() == TokenClass.REASONING && !reasoning
                        ? Meter.of(TokenClass.OUTPUT)
                        : line.meter();
        cut = cut.plus(value(line));
        cutTokens = Math.addExact(cutTokens, tokens(line.meter(), line.quantity()));
        used.merge(
                new OurPrice(meter, line.price(), line.rules()), line.quantity(), Math::addExact);
    }

    /// What was booked on the day as the bill's zone has it.
    void booked(Expected.Calls of) {
        booked = booked.plus(of.booked());
        estimated = estimated.plus(of.estimated());
        foreign = Math.addExact(foreign, of.foreign());
    }

    /// The calls of the day as the bill cuts it.
    void called(Expected.Calls of) {
        calls = Math.addExact(calls, of.calls());
        interrupted = Math.addExact(interrupted, of.interrupted());
        counted = Math.addExact(counted, of.counted());
        countedTokens = Math.addExact(countedTokens, of.countedTokens());
    }

    void billed(BillRow row) {
        rows.add(row);
    }

    Money estimated() {
        return estimated;
    }

    long foreign() {
        return foreign;
    }

    Reconciliation.Cell cell() {
        return new Reconciliation.Cell(
                place.day(),
                place.model(),
                billed,
                booked,
                billedTokens,
                statedTokens,
                countedTokens,
                counted,
                calls);
    }

    /// @param before how many findings have numbers already
    List<Finding> explain(int before) {
        numbered = before;
        used.forEach((of, quantity) ->
                ours.add(
                        new Lot(
                                of.meter(),
                                of.price(),
                                of.rules(),
                                0,
                                quantity,
                                of.price() == null
                                        ? Money.ZERO
                                        : Lot.times(of.price(), quantity))));
        if (!cut.equals(stated) || cutTokens != statedTokens) {
            found(Kind.DAY, null, Math.abs(cutTokens - statedTokens), cut.minus(stated), "", "", 0);
        }
        readRows();
        units();
        agreeing();
        mixtures();
        prices();
        classes();
        rest();
        if (!stated.equals(booked)) {
            found(Kind.UNBOOKED, null, null, stated.minus(booked), "", "", 0);
        }
        return findings;
    }

    // The bill's rows

    private void readRows() {
        Map<Meter, List<BillRow>> lumps = new TreeMap<>();
        Map<Meter, List<BillRow>> unpriced = new TreeMap<>();
        Money residue = Money.ZERO;
        int first = 0;
        for (BillRow row : rows) {
            Money amount = row.amount();
            Long quantity = row.quantity();
            if (row.meter().equals(Meter.REQUEST) && quantity != null) {
                requests = Math.addExact(requests == null ? 0 : requests, quantity);
            }
            if (amount != null && amount.isNegative()) {
                billed = billed.plus(amount);
                found(Kind.CREDIT, row.meter(), null, amount, "", "", row.line());
            } else if (quantity == null) {
                lumps.computeIfAbsent(row.meter(), _ -> new ArrayList<>()).add(row);
            } else {
                billedTokens = Math.addExact(billedTokens, tokens(row.meter(), quantity));
                if (amount == null && row.price() == null) {
                    unpriced.computeIfAbsent(row.meter(), _ -> new ArrayList<>()).add(row);
                } else {
                    Money off = priced(row, quantity);
                    residue = residue.plus(off);
                    first = first == 0 && !off.isZero() ? row.line() : first;
                }
            }
        }
        if (!residue.isZero()) {
            found(Kind.ROUNDING, null, null, residue, "", "", first);
        }
        Money valued = Money.ZERO;
        for (List<BillRow> of : unpriced.values()) {
            valued = valued.plus(valued(of));
        }
        for (Map.Entry<Meter, List<BillRow>> lump : lumps.entrySet()) {
            if (!lump.getKey().equals(Meter.AMOUNT)) {
                lump(lump.getKey(), lump.getValue(), taken(lump.getKey()));
            }
        }
        List<BillRow> all = lumps.get(Meter.AMOUNT);
        if (all == null) {
            billed = billed.plus(valued);
        } else {
            lump(null, all, unpriced.isEmpty() ? taken(null) : valued);
        }
    }

    /// Money alone, beside what it stands for.
    private void lump(@Nullable Meter meter, List<BillRow> of, Money value) {
        Money sum = Money.ZERO;
        for (BillRow row : of) {
            sum = sum.plus(Objects.requireNonNull(row.amount()));
        }
        billed = billed.plus(sum);
        Money difference = sum.minus(value);
        if (!difference.isZero()) {
            Kind kind =
                    isRounding(difference, of.size())
                            ? Kind.ROUNDING
                            : calls == 0 && interrupted == 0 && value.isZero()
                                    ? Kind.MISSING_HERE
                                    : Kind.UNEXPLAINED;
            found(kind, meter, null, difference, "", "", of.getFirst().line());
        }
    }

    /// What ours of a meter come to, or all of them; they are matched.
    private Money taken(@Nullable Meter meter) {
        Money sum = Money.ZERO;
        for (Lot lot : ours) {
            if (meter == null || lot.meter.equals(meter)) {
                sum = sum.plus(lot.take(lot.quantity));
            }
        }
        return sum;
    }

    /// Rows that say how much and not at what price: they are held against our prices.
    private Money valued(List<BillRow> of) {
        Meter meter = of.getFirst().meter();
        int line = of.getFirst().line();
        long left = 0;
        for (BillRow row : of) {
            left = Math.addExact(left, Objects.requireNonNull(row.quantity()));
        }
        Money sum = Money.ZERO;
        Lot last = null;
        for (Lot lot : lots(ours, meter)) {
            last = lot;
            long some = Math.min(left, lot.quantity);
            sum = sum.plus(theirs(meter, lot.price, line, some));
            left -= some;
        }
        if (last == null && meter.equals(Meter.REQUEST)) {
            return sum;
        }
        Money price =
                last != null
                        ? last.price
                        : known.stream()
                                .filter(one -> one.meter().equals(meter))
                                .map(KnownPrice::price)
                                .findFirst()
                                .orElse(null);
        return sum.plus(theirs(meter, price, line, left));
    }

    /// A row with its price, or the price of ours that makes its amount; answers what was rounded.
    private Money priced(BillRow row, long quantity) {
        Money price = row.price();
        Money amount = row.amount();
        if (price != null && amount == null) {
            billed = billed.plus(theirs(row.meter(), price, row.line(), quantity));
            return Money.ZERO;
        }
        billed = billed.plus(Objects.requireNonNull(amount));
        if (price != null) {
            Money product = Lot.times(price, quantity);
            if (isRounding(amount.minus(product), 1)) {
                theirs(row.meter(), price, row.line(), quantity);
                return amount.minus(product);
            }
            if (!isUnitOff(product, amount)) {
                theirs(row.meter(), price, row.line(), quantity);
                found(
                        Kind.ROW_SUM,
                        row.meter(),
                        quantity,
                        amount.minus(product),
                        amount.toString(),
                        product.toString(),
                        row.line());
                return Money.ZERO;
            }
        }
        if (quantity == 0) {
            if (!amount.isZero()) {
                found(Kind.ROW_SUM, row.meter(), 0L, amount, amount.toString(), "", row.line());
            }
            return Money.ZERO;
        }
        return implied(row.meter(), row.line(), quantity, amount);
    }

    /// The price of ours that makes an amount but for rounding, the nearest if there are several;
    /// without one, only the amount of all is known.
    private Money implied(Meter meter, int line, long quantity, Money amount) {
        Money near = null;
        Money off = Money.ZERO;
        for (Money one : candidates(meter)) {
            Money difference = amount.minus(Lot.times(one, quantity));
            if (isRounding(difference, 1)
                    && (near == null || abs(difference).compareTo(abs(off)) < 0)) {
                near = one;
                off = difference;
            }
        }
        if (near == null) {
            theirs.add(new Lot(meter, null, null, line, quantity, amount));
        } else {
            theirs(meter, near, line, quantity);
        }
        return off;
    }

    private List<Money> candidates(Meter meter) {
        var prices = new ArrayList<Money>();
        for (Lot lot : ours) {
            if (lot.meter.equals(meter) && lot.price != null) {
                prices.add(lot.price);
            }
        }
        for (KnownPrice one : known) {
            if (one.meter().equals(meter)) {
                prices.add(one.price());
            }
        }
        return prices;
    }

    private Money theirs(Meter meter, @Nullable Money price, int line, long quantity) {
        Money amount = price == null ? Money.ZERO : Lot.times(price, quantity);
        if (quantity > 0) {
            theirs.add(new Lot(meter, price, null, line, quantity, amount));
        }
        return amount;
    }

    private boolean isRounding(Money difference, int rowsOf) {
        return abs(difference).compareTo(Lot.times(smallest, rowsOf)) < 0;
    }

    // What explains it

    private void units() {
        for (Meter meter : theirs.stream().map(lot -> lot.meter).distinct().sorted().toList()) {
            long billedOf = quantity(theirs, meter);
            long usedOf = quantity(ours, meter);
            if (usedOf > 0 && billedOf != usedOf && isUnit(billedOf, usedOf)) {
                int line = lots(theirs, meter).getFirst().line;
                int rowsOf = lots(theirs, meter).size();
                Money of = amount(lots(theirs, meter)).minus(amount(lots(ours, meter)));
                lots(theirs, meter).forEach(lot -> lot.take(lot.quantity));
                lots(ours, meter).forEach(lot -> lot.take(lot.quantity));
                Money off = isRounding(of, rowsOf) ? of : Money.ZERO;
                found(
                        Kind.UNIT,
                        meter,
                        billedOf,
                        of.minus(off),
                        String.valueOf(billedOf),
                        String.valueOf(usedOf),
                        line);
                if (!off.isZero()) {
                    found(Kind.ROUNDING, meter, null, off, "", "", line);
                }
            }
        }
    }

    private void agreeing() {
        for (Lot their : theirs) {
            for (Lot our : lots(ours, their.meter)) {
                if (Objects.equals(their.price, our.price) && their.price != null) {
                    long some = Math.min(their.quantity, our.quantity);
                    their.take(some);
                    our.take(some);
                }
            }
        }
    }

    /// Rows whose amounts are those of calls at several prices.
    private void mixtures() {
        for (Meter meter : theirs.stream().map(lot -> lot.meter).distinct().sorted().toList()) {
            List<Lot> rowsOf =
                    lots(theirs, meter).stream().filter(lot -> lot.quantity > 0).toList();
            Money off = amount(rowsOf).minus(amount(lots(ours, meter)));
            if (rowsOf.stream().anyMatch(lot -> lot.price == null)
                    && quantity(theirs, meter) == quantity(ours, meter)
                    && isRounding(off, rowsOf.size())) {
                int line = rowsOf.getFirst().line;
                rowsOf.forEach(lot -> lot.take(lot.quantity));
                lots(ours, meter).forEach(lot -> lot.take(lot.quantity));
                if (!off.isZero()) {
                    found(Kind.ROUNDING, meter, null, off, "", "", line);
                }
            }
        }
    }

    private static Money amount(List<Lot> lots) {
        return lots.stream().map(lot -> lot.amount).reduce(Money.ZERO, Money::plus);
    }

    private void prices() {
        for (Lot their : sorted(theirs)) {
            for (Lot our : sorted(lots(ours, their.meter))) {
                long some = Math.min(their.quantity, our.quantity);
                if (some > 0) {
                    String at = their.words();
                    KnownPrice other = known(their, our);
                    Kind kind = priceKind(their, our, other);
                    found(
                            kind,
                            their.meter,
                            some,
                            their.take(some).minus(our.take(some)),
                            other == null ? at : at + " (" + other.rules().label() + ")",
                            our.rules == null
                                    ? our.words()
                                    : our.words() + " (" + our.rules.label() + ")",
                            their.line);
                }
            }
        }
    }

    private static Kind priceKind(Lot their, Lot our, @Nullable KnownPrice other) {
        if (our.price == null) {
            return Kind.NO_PRICE;
        }
        if (their.price != null && isUnit(their.price, our.price)) {
            return Kind.UNIT;
        }
        return other == null || our.rules == null
                ? Kind.PRICE
                : other.rules().differenceFrom(our.rules);
    }

    /// The price of the book that the bill has, by the rules nearest to those of ours.
    private @Nullable KnownPrice known(Lot their, Lot our) {
        RuleNames rules = our.rules;
        return known.stream()
                .filter(one -> one.meter().equals(their.meter) && one.price().equals(their.price))
                .min(
                        Comparator.comparingInt((KnownPrice one) ->
                                rules == null ? 0 : one.rules().differencesFrom(rules)))
                .orElse(null);
    }

    private void classes() {
        for (Lot their : sorted(theirs)) {
            for (Lot our : sorted(ours)) {
                long some = Math.min(their.quantity, our.quantity);
                if (some > 0 && their.meter.sharesSideWith(our.meter)) {
                    boolean cache = their.meter.isCache() || our.meter.isCache();
                    found(
                            cache ? Kind.CACHE_CLASS : Kind.TOKEN_CLASS,
                            their.meter,
                            some,
                            their.take(some).minus(our.take(some)),
                            their.meter.key(),
                            our.meter.key(),
                            their.line);
                }
            }
        }
    }

    private void rest() {
        Money interruptions = interrupted == 0 ? Money.ZERO : estimated;
        for (Lot their : sorted(theirs)) {
            if (their.quantity == 0) {
                continue;
            }
            long quantity = their.quantity;
            String at = their.words();
            Money of = their.take(quantity);
            Money part = of.min(interruptions);
            if (part.isPositive()) {
                interruptions = interruptions.minus(part);
                boolean all = part.equals(of);
                found(
                        Kind.INTERRUPTED,
                        their.meter,
                        all ? quantity : null,
                        part,
                        at,
                        "",
                        their.line);
                of = of.minus(part);
                if (all) {
                    continue;
                }
            }
            boolean more = requests != null && requests > calls;
            Kind kind = calls == 0 || more ? Kind.MISSING_HERE : Kind.OVER_REPORT;
            found(kind, their.meter, quantity, of, at, "", their.line);
        }
        for (Lot our : sorted(ours)) {
            if (our.quantity > 0) {
                long quantity = our.quantity;
                String at = our.words();
                boolean fewer = requests == null || requests < calls;
                Kind kind = rows.isEmpty() || fewer ? Kind.MISSING_THERE : Kind.UNDER_REPORT;
                found(kind, our.meter, quantity, our.take(quantity).negated(), "", at, 0);
            }
        }
    }

    private void found(
            Kind kind,
            @Nullable Meter meter,
            @Nullable Long quantity,
            Money amount,
            String billedAs,
            String expectedAs,
            int line) {
        findings.add(
                new Finding(
                        ++numbered,
                        kind,
                        place.day(),
                        place.model(),
                        meter,
                        quantity,
                        amount,
                        billedAs,
                        expectedAs,
                        line));
    }

    // Sums

    private static Money value(Expected.Line line) {
        return line.price() == null ? Money.ZERO : Lot.times(line.price(), line.quantity());
    }

    private static long tokens(Meter meter, long quantity) {
        return meter.tokenClass() == null ? 0 : quantity;
    }

    private static long quantity(List<Lot> lots, Meter meter) {
        return lots(lots, meter).stream().mapToLong(lot -> lot.quantity).sum();
    }

    private static List<Lot> lots(List<Lot> lots, Meter meter) {
        return lots.stream().filter(lot -> lot.meter.equals(meter)).toList();
    }

    private static List<Lot> sorted(List<Lot> lots) {
        return lots.stream().sorted(BY_PRICE).toList();
    }

    private static boolean isUnit(long one, long other) {
        return isUnit(Money.ofAttos(one), Money.ofAttos(other));
    }

    /// Whether one is 1,000 or 1,000,000 times the other.
    private static boolean isUnit(Money one, Money other) {
        Money more = one.max(other);
        Money less = one.min(other);
        return less.isPositive()
                && (Lot.times(less, 1_000).equals(more) || Lot.times(less, 1_000_000).equals(more));
    }

    /// The same where the amount may be rounded.
    private boolean isUnitOff(Money product, Money amount) {
        for (long factor : new long[] {1_000, 1_000_000}) {
            if (abs(Lot.times(amount, factor).minus(product)).compareTo(Lot.times(smallest, factor))
                            < 0
                    || isRounding(amount.minus(Lot.times(product, factor)), 1)) {
                return product.isPositive() && amount.isPositive();
            }
        }
        return false;
    }

    private static Money abs(Money amount) {
        return amount.isNegative() ? amount.negated() : amount;
    }
}
